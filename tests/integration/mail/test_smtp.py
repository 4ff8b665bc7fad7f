"""Letters through a real mail server: they arrive whole, never in the clear, and every failure is a clear word."""

from __future__ import annotations

import socket
import time

import pytest

from tests.integration.mail.conftest import Start
from tests.letters import letter
from upclone.adapters.mail import LANGUAGES, SmtpMail, Templates, Writer
from upclone.adapters.memory import FixedClock
from upclone.application.ports.mail import LetterKind, MailAway, MailRefused

WRITER = Writer(Templates("https://upclone.example"), FixedClock(), "upclone <post@upclone.example>")
LOGIN = ("post@upclone.example", "p:ss/w@rd %")
IN_URL = "post%40upclone.example:p%3Ass%2Fw%40rd%20%25"


def mail(url: str, timeout: int = 5) -> SmtpMail:
    return SmtpMail(url, WRITER, timeout)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", LetterKind)
def test_every_letter_arrives(start: Start, kind: LetterKind, language: str):
    """What is read there is what was written here, in both languages, byte for byte."""
    server = start()
    sent = letter(kind, language, name="Zoë 李小龍")
    mail(f"smtp+plain://127.0.0.1:{server.port}").send(sent)
    [arrived] = server.box.letters
    written = WRITER.templates.render(sent)
    assert arrived["Subject"] == written.subject
    assert arrived.get_body(("plain",)).get_content().splitlines() == written.text.splitlines()
    assert arrived.get_body(("html",)).get_content().split() == written.html.split()
    assert server.box.envelopes == [("post@upclone.example", ["ada@example.org"])]


def test_starttls_and_a_login(start: Start, trusted: None):
    """`smtp://` changes to TLS before it says who it is; a password in an address may hold any letter."""
    server = start("starttls", LOGIN)
    mail(f"smtp://{IN_URL}@127.0.0.1:{server.port}").send(letter())
    assert len(server.box.letters) == 1
    assert server.box.secure == [True]


def test_tls_from_the_first_byte(start: Start, trusted: None):
    """`smtps://` with a login."""
    server = start("tls", LOGIN)
    mail(f"smtps://{IN_URL}@127.0.0.1:{server.port}").send(letter())
    assert len(server.box.letters) == 1


@pytest.mark.parametrize(("tls", "scheme"), [("starttls", "smtp"), ("tls", "smtps")])
def test_an_unknown_certificate_gets_nothing(start: Start, tls: str, scheme: str):
    """Whoever can't prove to be the server learns neither the password nor a link."""
    server = start(tls, LOGIN)
    with pytest.raises(MailAway, match="certificate verify failed"):
        mail(f"{scheme}://{IN_URL}@127.0.0.1:{server.port}").send(letter())
    assert server.box.letters == []


def test_a_server_without_tls_gets_nothing(start: Start):
    """Nobody in between can talk us out of TLS by hiding that there is any."""
    server = start()
    with pytest.raises(MailAway, match="STARTTLS"):
        mail(f"smtp://127.0.0.1:{server.port}").send(letter())
    assert server.box.letters == []


def test_a_wrong_password_is_the_settings_fault(start: Start, trusted: None):
    """The letter waits until somebody has corrected it; the reason does not repeat the password."""
    server = start("starttls", LOGIN)
    with pytest.raises(MailAway, match="535") as caught:
        mail(f"smtp://post:nonsense@127.0.0.1:{server.port}").send(letter())
    assert "nonsense" not in str(caught.value)


@pytest.mark.parametrize("where", ["to_recipient", "to_letter"])
def test_later_is_later_and_never_is_never(start: Start, where: str):
    """4xx is tried again; 5xx is given up at once."""
    server = start()
    way = mail(f"smtp+plain://127.0.0.1:{server.port}")
    setattr(server.box, where, "451 4.7.1 Greylisted, come back")
    with pytest.raises(MailAway, match=r"451 4\.7\.1 Greylisted"):
        way.send(letter())
    setattr(server.box, where, "550 5.1.1 No such user")
    with pytest.raises(MailRefused, match=r"550 5\.1\.1 No such user"):
        way.send(letter())
    setattr(server.box, where, "")
    way.send(letter())
    assert len(server.box.letters) == 1


def test_nobody_there_is_later():
    """A server that is down is no reason to lose a letter."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(MailAway, match="refused"):
        mail(f"smtp+plain://127.0.0.1:{port}").send(letter())


def test_a_server_that_says_nothing_is_left():
    """A job is never held longer than the time-out, and that is below ten seconds."""
    assert SmtpMail("", WRITER).timeout < 10
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        with pytest.raises(MailAway, match="timed out"):
            mail(f"smtp+plain://127.0.0.1:{silent.getsockname()[1]}", timeout=1).send(letter())
    assert time.monotonic() - began < 5


def test_an_address_in_another_script(start: Start):
    """It is written to where the server can, and refused where it can't: waiting would change nothing."""
    able, unable = start(), start(utf8=False)
    mail(f"smtp+plain://127.0.0.1:{able.port}").send(letter(to="zoë@example.org"))
    assert able.box.envelopes[0][1] == ["zoë@example.org"]
    with pytest.raises(MailRefused, match="SMTPUTF8"):
        mail(f"smtp+plain://127.0.0.1:{unable.port}").send(letter(to="zoë@example.org"))
