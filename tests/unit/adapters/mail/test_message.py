"""Messages: one recipient, headers that nobody can add to, and the same Message-ID for the same letter."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.letters import letter
from upclone.adapters.mail import Templates, Writer
from upclone.adapters.memory import FixedClock
from upclone.application.ports.mail import LetterKind, MailRefused

WRITER = Writer(Templates("https://upclone.example"), FixedClock(), "upclone <post@upclone.example>")


def read(message: EmailMessage) -> EmailMessage:
    """As the other side sees it, from bytes."""
    return message_from_bytes(message.as_bytes(), _class=EmailMessage, policy=default)


def test_it_is_what_mail_programs_expect():
    """Text and HTML of one letter, from us, to one person, sent by a machine."""
    message = read(WRITER.write(letter(language="fr")))
    assert message["From"] == "upclone <post@upclone.example>"
    assert message["To"] == "ada@example.org"
    assert message["Subject"] == "Confirmez votre adresse e-mail"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "fr"
    assert message["List-Unsubscribe"] is None
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert "Bonjour Ada Byron," in message.get_body(("plain",)).get_content()


def test_an_english_letter_says_that_it_is_english():
    """Also where the reader's language is one that we don't write."""
    assert WRITER.write(letter(language="pt"))["Content-Language"] == "en"


def test_the_same_letter_has_the_same_message_id():
    """A job that runs twice brings one letter twice, which mailboxes know by its id; another letter has another."""
    first, again, other = letter(), letter(name="Ada Lovelace"), letter(key="another")
    ids = [WRITER.write(each)["Message-ID"] for each in (first, again, other)]
    assert ids[0] == ids[1] != ids[2]
    assert ids[0].endswith("@upclone.example>")


def test_what_was_asked_for_can_be_stopped():
    """A saved search is news; a letter about one's account is not, and can't be unsubscribed from."""
    news = (LetterKind.SAVED_SEARCH, LetterKind.NEWS, LetterKind.DIGEST)
    for message in (WRITER.write(letter(kind)) for kind in news):
        assert message["List-Unsubscribe"].startswith("<https://")
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert WRITER.write(letter(LetterKind.NEWS, unsubscribe=""))["List-Unsubscribe"] is None, "what always comes"
    accounts = [kind for kind in LetterKind if kind not in news]
    assert [kind for kind in accounts if WRITER.write(letter(kind))["List-Unsubscribe"]] == []


@given(st.text(max_size=200), st.sampled_from([LetterKind.JOB_REJECTED, LetterKind.SAVED_SEARCH]))
def test_no_text_adds_a_header(typed: str, kind: LetterKind):
    """P22: a title, a search or a name is one header's value at most, whatever stands in it."""
    nasty = f"{typed}\r\nBcc: eve@example.org\nX-Evil: {typed}"
    facts = {fact: nasty for fact in ("name", "title", "search") if fact in letter(kind).facts}
    message = read(WRITER.write(letter(kind, **facts)))
    expected = {"From", "To", "Subject", "Date", "Message-ID", "Content-Language", "Auto-Submitted"}
    expected |= {
        "X-Auto-Response-Suppress",
        "MIME-Version",
        "Content-Type",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
    }
    assert set(message.keys()) <= expected
    assert len(message["To"].addresses) == 1


@pytest.mark.parametrize(
    "to", ["a@x.org\r\nBcc: eve@example.org", "a@x.org, eve@example.org", "a b@", "", "@", "a@" + "x" * 70]
)
def test_an_address_is_one_address(to: str):
    """What is no address is refused, for good: it is never half of a header."""
    with pytest.raises(MailRefused):
        WRITER.write(letter(to=to))


def test_domains_travel_in_ascii():
    """Addresses in any script reach their domain."""
    assert WRITER.write(letter(to="ada@bücher.example"))["To"] == "ada@xn--bcher-kva.example"
