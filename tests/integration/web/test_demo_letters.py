"""The letters of a demonstration: read where they are announced, by everybody, as text; and nowhere else."""

from __future__ import annotations

from pathlib import Path
from time import monotonic, sleep

from tests import databases
from tests.api_world import PASSWORD, World
from tests.integration.web.conftest import Live, site_of
from tests.web_world import Visitor, words
from upclone.adapters.embedded import Urls
from upclone.adapters.mail import FolderMail, Templates, Writer
from upclone.adapters.system import SystemClock
from upclone.application.ports.mail import Letter, LetterKind
from upclone.entrypoints.web.people.demo_letters import MOST, paragraphs

BASE = "https://site.example"
NEW = "an unlikely walrus"


def written(world: World, to: str, reason: str, key: str) -> None:
    """A letter with words of people in it."""
    writer = Writer(Templates(world.settings.base_url), SystemClock(), "upclone <post@example.org>")
    facts = {"name": "Zoë", "reason": reason}
    FolderMail(world.settings.mail_folder, writer).send(Letter(to, "fr", LetterKind.ACCOUNT_BANNED, facts, key))


def arrived(visitor: Visitor, subject: str) -> None:
    """Look until a letter is there: a job writes it."""
    until = monotonic() + 20
    while subject not in visitor.goes("/demo/letters"):
        assert monotonic() < until, "no letter came"
        sleep(0.1)


def test_who_tries_the_site_needs_no_terminal(live: Live) -> None:
    """From the page that announces a letter to the letter, and by its link to a new password."""
    joined, visitor = Visitor(live.world.app), Visitor(live.world.app)
    assert "everybody can read" in words(joined.goes("/sign-up?role=client"))
    joined.sends({"name": "Zoë Byron", "email": "zoe@example.org", "password": PASSWORD}, form="/sign-up")
    joined.goes("/account")
    assert "Letters of this demonstration" in words(joined.follows("/demo/letters"))
    visitor.goes("/forgot")
    visitor.sends({"email": "zoe@example.org"}, form="/forgot")
    visitor.follows("/demo/letters")
    arrived(visitor, "Choose a new password")
    assert "Everybody who visits this demonstration can read every letter" in words(visitor.page.text)
    visitor.follows("/demo/letters/")
    visitor.follows("/account/password?token=")
    visitor.sends({"password": NEW}, form="/account/password")
    assert "Your new password holds" in words(visitor.page.text)
    assert "Zoë Byron" in visitor.signs_in("zoe@example.org", NEW)


def test_what_people_wrote_is_text(world: World) -> None:
    """No markup of theirs and no link to elsewhere; the letter says its own language."""
    written(world, "zoe@example.org", "<script>alert(1)</script>\n\nhttps://evil.example/a", "1")
    visitor = Visitor(world.app)
    visitor.goes("/demo/letters")
    page = visitor.follows("/demo/letters/")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "evil.example" in page
    assert not [link for link in visitor.links() if "evil.example" in link]
    assert 'lang="fr"' in page
    assert "Courriels de cette démonstration" in visitor.goes("/fr/demo/letters")


def test_the_newest_are_first_and_no_more_than_a_page(world: World) -> None:
    """Whatever their number, so many are read."""
    for number in range(MOST + 2):
        written(world, f"p{number}@example.org", "So.", f"many {number}")
    page = Visitor(world.app).goes("/demo/letters")
    assert page.index(f"p{MOST + 1}@example.org") < page.index("p2@example.org")
    assert "p1@example.org" not in page


def test_lines_end_where_the_writer_meant_it() -> None:
    """A paragraph is one line; addresses, items and quotations are lines of their own, and ours alone are links."""
    text = (
        "Hello\nyou,\n\nGo on\nhttps://site.example/a?b=1\n\n* One\n  a line\n  https://site.example.evil/\n\n"
        "> https://site.example/b\n\n-- \nWe are\nwe.\n"
    )
    found = [[(line.words, line.address) for line in lines] for lines in paragraphs(text, BASE)]
    assert found == [
        [("Hello you,", "")],
        [("Go on", ""), ("https://site.example/a?b=1", "/a?b=1")],
        [("* One", ""), ("a line", ""), ("https://site.example.evil/", "")],
        [("> https://site.example/b", "")],
        [("--", ""), ("We are we.", "")],
    ]


def test_nobody_else_reads_letters(pg_server: Urls, tmp_path: Path) -> None:
    """404 where no demonstration runs, and where letters go to people; no page leads there."""
    secret = {"UPCLONE_DEMO": "0", "UPCLONE_SECRET_KEY": "a secret of more than thirty-two letters"}
    for more in (secret, {"UPCLONE_SMTP_URL": "smtps://post.example"}):
        with databases.copy(pg_server) as urls, site_of(urls, str(tmp_path), **more) as world:
            written(world, "zoe@example.org", "So.", "1")
            (letter,) = world.settings.mail_folder.glob("*.eml")
            visitor = Visitor(world.app)
            for address in ("/demo/letters", f"/demo/letters/{letter.stem}", "/demo/letters/../mail"):
                visitor.goes(address, 404)
            visitor.goes("/forgot")
            visitor.sends({"email": "zoe@example.org"}, form="/forgot")
            assert not [link for link in visitor.links() if "/demo/" in link]
            assert "Nothing there after a few minutes?" in visitor.page.text
