"""The embedded PostgreSQL: there when asked for, one for all, and back after anything that kills it."""

import multiprocessing
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from tests import databases
from upclone.adapters.embedded import EmbeddedFailed, EmbeddedPostgres, Urls

ROOT = os.geteuid() == 0
USE_IT = """
import sys
from pathlib import Path
from upclone.adapters.embedded import EmbeddedPostgres

with EmbeddedPostgres(Path(sys.argv[1]), fast=True) as urls:
    print(urls.owner_url, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A home that any account can reach, and nothing of it left afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="up-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    for given in (folder, *(path.parent for path in folder.rglob("server.json") if path.parent != folder)):
        server = EmbeddedPostgres(given, fast=True)
        if server.status() != "absent":
            server.stop()
            shutil.rmtree(server.data.parent)
    shutil.rmtree(folder)


def ask(url: str, question: str) -> object:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        row = connection.execute(question).fetchone()  # type: ignore[arg-type]
        return row[0] if row else None


def tell(url: str, *statements: str) -> None:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[arg-type]


def initdbs(home: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter(["name", "cmdline"]):
        if process.info["name"] == "initdb" and any(str(home) in word for word in process.info["cmdline"] or ()):
            found.append(process)
    return found


def postmaster(server: EmbeddedPostgres) -> psutil.Process:
    return psutil.Process(int((server.data / "postmaster.pid").read_text().split()[0]))


def another_command(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", USE_IT, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def in_a_child(work: Callable[[], None]) -> int:
    """Run in a forked process, which may give up root without giving it up for us; its exit code."""
    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    child.join(60)
    return child.exitcode if child.exitcode is not None else -1


def test_two_roles_and_a_database(home: Path):
    """The owner migrates; the application's role has a password of its own and no rights over the server."""
    with EmbeddedPostgres(home, fast=True) as urls:
        assert ask(urls.owner_url, "select current_user || ' in ' || current_database()") == "upclone_owner in upclone"
        assert ask(urls.app_url, "select current_user || ' in ' || current_database()") == "upclone_app in upclone"
        rights = "select rolsuper or rolcreaterole or rolcreatedb or rolreplication from pg_roles where rolname = {}"
        assert ask(urls.owner_url, rights.format("'upclone_app'")) is False
        assert (
            ask(
                urls.owner_url,
                "select datlocprovider::text || pg_encoding_to_char(encoding) from pg_database"
                " where datname = current_database()",
            )
            == "bUTF8"
        )
        with pytest.raises(psycopg.OperationalError):
            tell(urls.app_url.replace("upclone_app:", "upclone_app:not"), "select 1")


def test_nobody_else_gets_in(home: Path):
    """No TCP port, a private socket, private passwords: other users of the machine are strangers."""
    server = EmbeddedPostgres(home, fast=True)
    with server as urls:
        assert ask(urls.owner_url, "show listen_addresses") == ""
        socket = Path(str(ask(urls.owner_url, "show unix_socket_directories")))
        private = [server.data, server.data.parent, socket]
        assert [stat.S_IMODE(folder.stat().st_mode) for folder in private] == [0o700] * 3
        assert stat.S_IMODE((home / "server.json").stat().st_mode) == 0o600
        assert "trust" not in "".join(
            line for line in (server.data / "pg_hba.conf").read_text().splitlines() if not line.startswith("#")
        )


def test_durable_unless_asked_otherwise(home: Path):
    """What is acknowledged is on the disk; only tests may trade that for speed."""
    with EmbeddedPostgres(home) as urls:
        shown = [ask(urls.app_url, f"show {name}") for name in ("fsync", "synchronous_commit", "full_page_writes")]
        assert shown == ["on", "on", "on"]


def test_a_restart_keeps_data(home: Path):
    """Stopping is not forgetting, and the addresses stay the same."""
    server = EmbeddedPostgres(home, fast=True)
    with server as before:
        tell(before.owner_url, "create table kept (n int)", "insert into kept values (7)")
    assert server.status() == "stopped"
    with server as after:
        assert after == before
        assert ask(after.owner_url, "select n from kept") == 7


def test_two_commands_share_one_server(home: Path):
    """Started at the same moment on a fresh home, they meet in one server; it stays until the last one leaves."""
    one, other = another_command(home), another_command(home)
    assert one.stdout
    assert other.stdout
    url = one.stdout.readline().strip()
    assert other.stdout.readline().strip() == url
    one.communicate("")
    assert ask(url, "select 1") == 1
    other.communicate("")
    assert EmbeddedPostgres(home).status() == "stopped"


def test_a_block_within_a_block_stops_nothing(home: Path):
    """The inner end of the same object leaves the server to the outer one."""
    server = EmbeddedPostgres(home, fast=True)
    with server as urls:
        with server:
            pass
        assert ask(urls.owner_url, "select 1") == 1
    assert server.status() == "stopped"


def test_the_server_is_killed(home: Path):
    """kill -9 of the postmaster, a child at work, a commit just acknowledged: started again, nothing is lost."""
    server = EmbeddedPostgres(home, fast=True)
    urls = server.start()
    tell(urls.owner_url, "create table kept (n int)")
    for n in range(3):
        tell(urls.owner_url, f"insert into kept values ({n})")
        with psycopg.connect(urls.owner_url.replace("+psycopg", "")) as busy:
            busy.pgconn.send_query(b"select sum(sqrt(x)) from generate_series(1, 100000000) x")
            postmaster(server).kill()
            assert server.start() == urls
            busy.close()
        assert ask(urls.owner_url, "select count(*) from kept") == n + 1


def test_the_starter_is_killed(home: Path):
    """kill -9 of the command that initialises and starts, at many moments: the next command finishes the work."""
    for delay in (0.25, 0.4, 0.55, 0.7, 0.85, 1.0, 1.2):
        starter = another_command(home)
        time.sleep(delay)
        starter.send_signal(signal.SIGKILL)
        starter.wait()
    with EmbeddedPostgres(home, fast=True) as urls:
        assert ask(urls.app_url, "select 1") == 1
    assert not list(EmbeddedPostgres(home).data.parent.glob("draft-*"))


def test_what_a_killed_starter_began_does_not_go_on(home: Path):
    """An initdb that outlives the command which ran it would write into a folder that the next one removes."""
    starter = another_command(home)
    begun: list[psutil.Process] = []
    while len(begun) < 2:  # an initdb and the server that it runs; held, so that they aren't done before the next comes
        for process in begun:
            process.resume()
        time.sleep(0.01)
        begun = initdbs(home)
        for process in begun:
            process.suspend()
        begun += [each for initdb in begun for each in initdb.children(recursive=True) if each.name() == "postgres"]
        for process in begun:
            process.suspend()
    starter.kill()
    starter.wait()
    with EmbeddedPostgres(home, fast=True):
        assert not [each for each in begun if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]
        assert not list(EmbeddedPostgres(home).data.parent.glob("draft-*"))


def test_a_pid_that_is_someone_elses_by_now(home: Path):
    """After a crash of the machine the old pid belongs to another program: that neither stops us nor gets stopped."""
    server = EmbeddedPostgres(home, fast=True)
    with server:
        stale = (server.data / "postmaster.pid").read_text().splitlines()
    bystander = subprocess.Popen(["sleep", "60"], user=server.data.owner(), cwd="/")
    (server.data / "postmaster.pid").write_text("\n".join([str(bystander.pid), *stale[1:], ""]))
    with server as urls:
        assert ask(urls.app_url, "select 1") == 1
    assert bystander.poll() is None
    bystander.kill()
    bystander.wait()


def test_a_long_path(home: Path):
    """A socket's path is limited to about a hundred bytes; a home is not."""
    deep = home.joinpath(*["a-folder-with-a-long-name"] * 6)
    deep.mkdir(parents=True)
    with EmbeddedPostgres(deep, fast=True) as urls:
        assert ask(urls.app_url, "select 1") == 1
        socket = Path(str(ask(urls.owner_url, "show unix_socket_directories")))
        assert socket.parent == Path("/tmp")
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
    socket.rmdir()


def test_the_socket_is_swept_away(home: Path):
    """Something cleans up while the server runs: the next command gets a server that it can reach."""
    server = EmbeddedPostgres(home, fast=True)
    urls = server.start()
    for file in Path(str(ask(urls.owner_url, "show unix_socket_directories"))).iterdir():
        file.unlink()
    assert ask(EmbeddedPostgres(home, fast=True).start().app_url, "select 1") == 1


def test_a_folder_of_someone_else_is_refused(home: Path):
    """Whoever put a folder or a link where ours should be does not get to read our data."""
    (home / "elsewhere").mkdir()
    (home / "postgres").symlink_to(home / "elsewhere")
    with pytest.raises(EmbeddedFailed, match="UPCLONE_HOME"):
        EmbeddedPostgres(home, fast=True).start()
    (home / "postgres").unlink()
    (home / "server.json").unlink()


def test_a_home_that_cannot_be_made_is_said_in_one_line(home: Path):
    """A service account without a home directory reads which folder it was, and which setting names another."""
    (home / "file").touch()
    with pytest.raises(EmbeddedFailed, match=r"file/below: Not a directory; choose another UPCLONE_HOME"):
        EmbeddedPostgres(home / "file" / "below").start()


@pytest.mark.skipif(not ROOT, reason="only root can become someone else; everything else here ran as an ordinary user")
def test_an_ordinary_user(home: Path):
    """The same without root, in a home of that user's own."""
    person = home / "person"
    person.mkdir(mode=0o700)
    os.chown(person, 65534, 65534)

    def work() -> None:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
        with EmbeddedPostgres(person / "data", fast=True) as urls:
            assert ask(urls.app_url, "select 1") == 1

    assert in_a_child(work) == 0
    assert (person / "data" / "postgres" / "data").stat().st_uid == 65534
    shutil.rmtree(person)


@pytest.mark.skipif(not ROOT, reason="an ordinary user reaches what is its own")
def test_root_with_a_home_that_is_closed(home: Path):
    """A home under /root works, and stays closed: the cluster lies where the unprivileged account can reach it."""
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    server = EmbeddedPostgres(closed, fast=True)
    with server as urls:
        assert ask(urls.app_url, "select 1") == 1
        assert server.data.is_relative_to("/var/lib/upclone")
        assert server.data.stat().st_uid != 0
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_each_test_has_a_database(pg_server: Urls, database: Urls, own_database: Urls):
    """The fixtures give databases that know nothing of each other, on one server."""
    tell(own_database.owner_url, "create table mine (n int)")
    assert ask(database.owner_url, "select to_regclass('mine')") is None
    names = {ask(urls.app_url, "select current_database()") for urls in (pg_server, database, own_database)}
    assert len(names) == 3
    assert databases.SERVER.status() == "running"
