"""`upclone mail` reads the letters that stayed here, without any database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.cli.conftest import SECRET, Desk
from tests.letters import CODE, letter
from upclone.adapters.mail import FolderMail, Templates, Writer
from upclone.adapters.memory import FixedClock


@pytest.fixture
def letterbox(tmp_path: Path) -> Desk:
    """A home with two letters, and no database that answers."""
    mail = FolderMail(tmp_path / "mail", Writer(Templates("http://localhost"), FixedClock(), "upclone <p@localhost>"))
    mail.send(letter())
    mail.send(letter(to="ben@example.org", language="fr", key="another"))
    nowhere = "postgresql://nobody@127.0.0.1:1/none"
    return Desk({"UPCLONE_HOME": str(tmp_path), "UPCLONE_SECRET_KEY": SECRET, "DATABASE_URL": nowhere})


def test_letters_are_listed(letterbox: Desk):
    """With address and subject; those of one address alone where it is asked for."""
    told = letterbox.run("mail", "list").output
    assert "Confirm your e-mail address" in told
    assert "ben@example.org" in told
    [mine] = letterbox.json("mail", "list", "--to", "ben@example.org")["items"]
    assert mine["subject"] == "Confirmez votre adresse e-mail"
    assert len(letterbox.json("mail", "list", "--limit", 1)["items"]) == 1


def test_a_letter_is_shown_as_text(letterbox: Desk):
    """With its code, to be pasted; the newest where none is named."""
    [mine] = letterbox.json("mail", "list", "--to", "ada@example.org")["items"]
    shown = letterbox.run("mail", "show", mine["id"]).output
    assert "Hello Ada Byron," in shown
    assert f"  {CODE}\n" in shown
    assert letterbox.json("mail", "show", mine["id"])["text"].startswith("Hello Ada Byron,\n")
    assert letterbox.json("mail", "show")["id"] == letterbox.json("mail", "list")["items"][0]["id"]


def test_a_letter_that_is_not_there(letterbox: Desk, tmp_path: Path):
    """Exit code 3; and 2 where there is none at all."""
    assert letterbox.error("mail", "show", "../../secret", exit=3)["code"] == "not_found"
    empty = Desk({**letterbox.env, "UPCLONE_HOME": str(tmp_path / "empty")})
    assert "No letter" in empty.run("mail", "list").output
    assert "No letter" in empty.error("mail", "show", exit=2)["message"]


def test_a_password_of_the_mail_server_is_not_shown(letterbox: Desk):
    """`upclone settings` says where mail goes, and keeps the password to itself."""
    shown = letterbox.run("settings", UPCLONE_SMTP_URL="smtps://post:hush%2Fhush@mail.example.org").output
    assert "smtps://post:••••@mail.example.org" in shown
    assert "hush" not in shown
