"""One command each way: what comes back is what was saved, to the cent and to the byte."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests import databases
from tests.integration.cli.conftest import OPERATOR, Deal, Desk, environment, make_deal, program
from upclone.adapters.embedded import Urls
from upclone.domain.actors import Actor
from upclone.entrypoints.doors import Doors

WHO = ("--as", OPERATOR, "--reason", "asked for by telephone")


@pytest.fixture(scope="module")
def archive(
    desk: Desk, doors: Doors, people: tuple[Actor, Actor], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Deal]:
    """A backup of a marketplace with a deal, half of it paid out, and two files."""
    deal = make_deal(doors, people)
    desk.run("escrow", "release", deal.milestones[0], "--amount", "40.00 EUR", *WHO, "--yes")
    files = Path(desk.env["UPCLONE_HOME"]) / "files" / "evidence"
    files.mkdir(parents=True)
    (files / "fence.jpg").write_bytes(bytes(range(256)) * 50)
    (files / "Łódź.txt").write_text("both sides")
    (files / ".draft-1").write_bytes(b"an upload that is still coming")
    target = tmp_path_factory.mktemp("backups") / "upclone.tar"
    said = desk.json("backup", target)
    assert said["path"] == str(target)
    assert [member["name"] for member in said["manifest"]["members"]] == [
        "database.dump",
        "files/evidence/fence.jpg",
        "files/evidence/Łódź.txt",
    ]
    assert target.stat().st_mode & 0o077 == 0
    return target, deal


@pytest.fixture
def other_machine(pg_server: Urls, tmp_path: Path) -> Iterator[Desk]:
    """An empty database that was never migrated, and an empty home."""
    with databases.empty(pg_server) as urls:
        yield Desk(environment(urls, tmp_path / "home"))


def test_a_restored_copy_is_equal(desk: Desk, archive: tuple[Path, Deal], other_machine: Desk):
    """Balances, entries with their hashes, contracts and files; and it goes on working."""
    path, deal = archive
    restored = other_machine.json("restore", path)
    assert restored["verification"]["flaw"] is None
    assert restored["verification"]["entries"] == len(desk.json("ledger", "entries", "--limit", 1000)["items"])
    for words in (("ledger", "balances"), ("ledger", "entries", "--limit", 1000), ("contracts", "show", deal.contract)):
        assert other_machine.json(*words) == desk.json(*words)
    mine, its = (Path(one.env["UPCLONE_HOME"]) / "files" for one in (desk, other_machine))
    assert not list(its.rglob(".draft-*"))
    for file in (path for path in mine.rglob("[!.]*") if path.is_file()):
        assert (its / file.relative_to(mine)).read_bytes() == file.read_bytes()
    other_machine.run("escrow", "release", deal.milestones[0], *WHO, "--yes")
    assert other_machine.json("ledger", "verify")["sound"] is True


def test_the_restored_ledger_is_still_append_only(archive: tuple[Path, Deal], other_machine: Desk):
    """Rights and triggers come back too: the application's role can't change a posting."""
    other_machine.run("restore", archive[0])
    with (
        psycopg.connect(other_machine.env["DATABASE_URL"].replace("+psycopg", "")) as app,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        app.execute("UPDATE posting SET amount_minor = 1")
    with (
        psycopg.connect(other_machine.env["DATABASE_OWNER_URL"].replace("+psycopg", "")) as owner,
        pytest.raises(psycopg.Error, match="posting is append-only"),
    ):
        owner.execute("DELETE FROM posting")


def test_data_are_not_replaced_by_accident(archive: tuple[Path, Deal], other_machine: Desk):
    """Exit code 5, and nothing changes; --replace does it, once it is confirmed."""
    path, _ = archive
    other_machine.run("restore", path)
    other_machine.run(
        "accounts",
        "create-admin",
        "late@example.org",
        "--name",
        "Late",
        "--password-stdin",
        stdin="late but long enough",
    )
    assert "--replace" in other_machine.error("restore", path, exit=5)["message"]
    assert "--yes" in other_machine.error("restore", path, "--replace", exit=2)["message"]
    assert other_machine.json("accounts", "list")["items"][0]["email"] == "late@example.org"
    other_machine.run("restore", path, "--replace", "--yes")
    assert "late@example.org" not in other_machine.run("accounts", "list").output


def altered(source: Path, target: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """A copy of an archive whose members went through `change`."""
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old.getmembers():
            content = old.extractfile(member)
            assert content is not None
            data = change(member.name, content.read())
            member.size = len(data)
            new.addfile(member, io.BytesIO(data))
    return target


def escaping(name: str, data: bytes) -> bytes:
    """A manifest that names a file above the folder."""
    if name != "manifest.json":
        return data
    said = json.loads(data)
    said["members"][1]["name"] = "files/../../escaped"
    return json.dumps(said).encode()


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda name, data: data[:-1] + b"!" if name.endswith(".jpg") else data, "fence.jpg"),
        (lambda name, data: data[:-1] + bytes([data[-1] ^ 1]) if name.endswith(".dump") else data, "database.dump"),
        (lambda name, data: b"{}" if name == "manifest.json" else data, "manifest"),
        (escaping, "no place"),
    ],
)
def test_an_altered_archive_is_refused_before_anything_is_touched(
    archive: tuple[Path, Deal],
    other_machine: Desk,
    tmp_path: Path,
    change: Callable[[str, bytes], bytes],
    word: str,
):
    """Exit code 7 and the member's name; the database stays empty, and no file appears."""
    broken = altered(archive[0], tmp_path / "broken.tar", change)
    assert word in other_machine.error("restore", broken, exit=7)["message"]
    with psycopg.connect(other_machine.env["DATABASE_OWNER_URL"].replace("+psycopg", "")) as owner:
        row = owner.execute("SELECT to_regclass('account')").fetchone()
        assert row == (None,)
    assert not (Path(other_machine.env["UPCLONE_HOME"]) / "files").exists()
    assert not (tmp_path / "escaped").exists()


def test_what_is_no_archive(other_machine: Desk, tmp_path: Path):
    """Exit code 7, one line."""
    (tmp_path / "x.tar").write_text("no tar")
    assert "is no whole archive" in other_machine.error("restore", tmp_path / "x.tar", exit=7)["message"]


def test_migrating_an_empty_database(other_machine: Desk):
    """Commands refuse one that they don't own (exit code 8) and say what to do; `migrate` does it, twice as well."""
    assert "run `upclone migrate`" in other_machine.error("accounts", "list", exit=8)["message"]
    served = program("serve", "--port", 0, env=other_machine.env)  # a process of its own: it turns logging on
    assert served.returncode == 8
    assert "run `upclone migrate`" in served.stderr
    said = other_machine.json("migrate")
    assert said["before"] is None
    assert other_machine.json("migrate") == {"before": said["after"], "after": said["after"]}
    assert other_machine.json("accounts", "list") == {"items": []}


def test_a_database_that_is_away(other_machine: Desk, tmp_path: Path):
    """Exit code 8 and one line, without the password."""
    away = "postgresql://ada:hunter2@127.0.0.1:1/none"
    result = other_machine.run("accounts", "list", exit=8, DATABASE_URL=away)
    assert result.stderr.count("\n") == 1
    assert "hunter2" not in result.stderr
