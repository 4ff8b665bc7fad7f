"""Letters that stay here: whole files that nobody else can read, one a letter."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.letters import letter
from upclone.adapters.mail import FolderMail, Templates, Writer
from upclone.adapters.mail.folder import Folder
from upclone.adapters.memory import FixedClock
from upclone.application.ports.mail import LetterKind
from upclone.domain.errors import NotFound

CLOCK = FixedClock()
WRITER = Writer(Templates("https://upclone.example"), CLOCK, "upclone <post@upclone.example>")


def test_letters_are_kept_newest_first(tmp_path: Path):
    """What was written is read again, with its text."""
    clock = FixedClock()
    mail = FolderMail(tmp_path / "mail", Writer(Templates("http://localhost"), clock, "upclone <post@localhost>"))
    mail.send(letter(language="fr", to="zoë@example.org", name="Zoë"))
    clock.advance(timedelta(seconds=2))
    mail.send(letter(LetterKind.WELCOME))
    newest, oldest = Folder(tmp_path / "mail").letters()
    assert (newest.subject, newest.to, newest.at) == ("Welcome to upclone", "ada@example.org", clock.now())
    assert (oldest.subject, oldest.to) == ("Confirmez votre adresse e-mail", "zoë@example.org")
    assert oldest.text.startswith("Bonjour Zoë,\n")
    assert Folder(tmp_path / "mail").read(oldest.id) == oldest


def test_a_letter_is_kept_once(tmp_path: Path):
    """A job that runs again changes nothing, and leaves no unfinished file."""
    mail = FolderMail(tmp_path, WRITER)
    mail.send(letter())
    mail.send(letter(name="Another"))
    [path] = tmp_path.iterdir()
    assert "Hello Ada Byron" in Folder(tmp_path).read(path.stem).text


def test_nobody_else_reads_them(tmp_path: Path):
    """A link opens an account."""
    FolderMail(tmp_path / "mail", WRITER).send(letter())
    [path] = (tmp_path / "mail").iterdir()
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("id", ["", "../../etc/passwd", "20260105T090000000000-" + "0" * 32, "notes"])
def test_only_letters_are_read(tmp_path: Path, id: str):
    """A name that is no letter's opens no file."""
    (tmp_path / "notes.eml").write_text("Subject: mine\n\nprivate")
    assert list(Folder(tmp_path).letters()) == []
    with pytest.raises(NotFound):
        Folder(tmp_path).read(id)


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path):
    """Nothing was written yet."""
    assert list(Folder(tmp_path / "none").letters()) == []
