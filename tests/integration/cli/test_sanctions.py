"""Sanctions and the archive of one's own data, on the command line."""

import json
import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.integration.cli.conftest import OPERATOR, Desk
from upclone.domain.actors import Actor
from upclone.entrypoints.doors import Doors

AS = ("--as", OPERATOR, "--reason", "asked for by telephone")
OTHER = ("--as", "second@example.org")


@pytest.fixture
def second(doors: Doors) -> None:
    """Another operator."""
    doors.accounts.create_admin("second@example.org", "long enough for anybody", "Second")


def imposed(desk: Desk) -> dict[str, Any]:
    found: dict[str, Any] = desk.json("sanctions", "list", "--of", "ben@example.org")["items"][0]
    return found


def test_imposing_hearing_and_deciding(desk: Desk, doors: Doors, people: tuple[Actor, Actor], second: None):
    """Rehearsed first; the queue shows the appeal; who imposed it may not decide it, another operator may."""
    words = ("sanctions", "impose", "ben@example.org", "suspension", "--reason", "Copied work.", "--as", OPERATOR)
    rehearsed = desk.json(*words, "--hold-money-days", 7, "--dry-run")
    assert {change["after"] for change in rehearsed["outcome"]["changes"]} >= {"suspended", "in_force"}
    assert desk.json("sanctions", "list", "--of", "ben@example.org")["items"] == []
    desk.run(*words, "--hold-money-days", 7, "--yes")
    sanction = imposed(desk)["sanction"]
    doors.sanctions.appeal(people[1], UUID(sanction["id"]), "It is mine.")
    assert "It is mine." in desk.run("sanctions", "show", sanction["id"]).output
    queue = desk.json("sanctions", "list", "--appeals")["items"]
    assert [each["sanction"]["id"] for each in queue] == [sanction["id"]]
    decide = ("sanctions", "decide", sanction["id"], "lift", "--reason", "It is.", "--yes")
    assert "another operator" in desk.error(*decide, *AS, exit=4)["message"]
    desk.run(*decide, *OTHER)
    assert imposed(desk)["sanction"]["state"] == "lifted"


def test_a_ban_has_no_end(desk: Desk, people: tuple[Actor, Actor]):
    """A slip is named before anything happens."""
    words = (
        "sanctions",
        "impose",
        "ben@example.org",
        "ban",
        "--reason",
        "Fraud.",
        "--until",
        "2099-01-01",
        "--as",
        OPERATOR,
    )
    assert "no end" in desk.error(*words, "--yes", exit=2)["message"]
    assert desk.error("sanctions", "show", "01981f6e-7a10-7c3e-9a52-0d8f0a1b2c3d", exit=3)["code"] == "not_found"


def test_an_archive_of_ones_data(desk: Desk, people: tuple[Actor, Actor], tmp_path: Path):
    """Whole, or not there."""
    out = tmp_path / "ben.zip"
    assert desk.json("accounts", "export", "ben@example.org", "--out", out)["size"] == out.stat().st_size
    with zipfile.ZipFile(out) as archive:
        [account] = json.loads(archive.read("data/account.json"))
    assert account["email"] == "ben@example.org"
    assert list(tmp_path.iterdir()) == [out]
    nowhere = tmp_path / "nowhere" / "ben.zip"
    told = desk.error("accounts", "export", "ben@example.org", "--out", nowhere, exit=2)
    assert str(nowhere.parent) in told["message"]
