"""The data folder: making it, and the processes that work in it."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psutil

from upclone.adapters.embedded.account import Account, EmbeddedFailed
from upclone.adapters.embedded.place import APP, DATABASE, OWNER, Place


def initialise(place: Place, account: Account, programs: Path, durable: bool) -> None:
    """Make the cluster with its database and roles in a draft folder, then rename: it is there whole or not at all."""
    folder = place.data.parent
    draft = folder / f"draft-{secrets.token_hex(4)}"
    account.own_folder(draft)
    password = draft / "password"
    account.write(password, place.owner_password)
    flags = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8", "--auth=scram-sha-256"]
    speed = [] if durable else ["--no-sync"]
    made = account.run(
        [programs / "initdb", "-D", draft / "data", f"--username={OWNER}", f"--pwfile={password}", *flags, *speed]
    )
    if made.returncode:
        raise EmbeddedFailed(f"initdb failed in {draft}:\n{made.stdout}")
    statements = (
        f"CREATE ROLE {APP} LOGIN PASSWORD '{place.app_password}'",
        f"CREATE DATABASE {DATABASE} OWNER {OWNER}",
        "",
    )
    said = account.run(
        [programs / "postgres", "--single", "-D", draft / "data", "postgres"],
        stdin="\n".join(statements),
    )
    errors = [line for line in said.stdout.splitlines() if "ERROR:" in line or "FATAL:" in line]  # never the statements
    if said.returncode or errors:
        raise EmbeddedFailed(f"the role and the database could not be created: {errors}")
    (draft / "data").rename(place.data)
    shutil.rmtree(draft)


def sweep(place: Place) -> None:
    """Remove the drafts of starters that were killed, before their cluster was there or just after it.

    What such a starter had begun may still write there, and would put back what is removed: it ends first.
    """
    for abandoned in place.data.parent.glob("draft-*"):
        _end(partial(_working_on, str(abandoned)))
        shutil.rmtree(abandoned, ignore_errors=True)


def _working_on(draft: str) -> list[psutil.Process]:
    """initdb and the server that its starter runs have the draft in their command line; the servers that initdb runs,
    through a shell, have it in their environment."""
    found = []
    for process in psutil.process_iter(["name"]):
        with contextlib.suppress(psutil.Error):
            if process.info["name"] in ("initdb", "postgres", "sh"):
                told = (*process.cmdline(), process.environ().get("PGDATA", ""))
                if any(draft in word for word in told):
                    found.append(process)
    return found


def _end(alive: Callable[[], list[psutil.Process]]) -> bool:
    """Kill what is alive until nothing is; False when something would not end."""
    deadline = time.monotonic() + 30
    while (found := alive()) and time.monotonic() < deadline:
        for process in found:
            with contextlib.suppress(psutil.Error):
                process.kill()
        time.sleep(0.02)
    return not found


def processes(place: Place) -> list[psutil.Process]:
    """Every process of this cluster's server: PostgreSQL's work in their data folder."""
    data = str(place.data)
    found = []
    for process in psutil.process_iter(["name"]):
        with contextlib.suppress(psutil.Error):
            if (process.info["name"] or "").startswith("postgres") and process.cwd() == data:
                found.append(process)
    return found


def postmaster(place: Place) -> psutil.Process | None:
    """The server's first process, when it lives. A zombie, or a stranger who got its old pid, is not it."""
    try:
        pid = int((place.data / "postmaster.pid").read_text().split()[0])
        process = psutil.Process(pid)
        return process if process.cwd() == str(place.data) else None
    except (OSError, ValueError, IndexError, psutil.Error):
        return None


def clear_crash(place: Place) -> None:
    """What a killed server leaves behind: children still at work, a pid file, a socket with its lock.

    The files name a pid that still counts as alive while it is a zombie, or once another program has it, so the next
    server would refuse to start. They also guard the children's memory: hence first the children, then the files.
    """
    if postmaster(place):
        return
    if _end(partial(processes, place)):
        socket = place.socket_file
        for left in (place.data / "postmaster.pid", socket, socket.with_name(f"{socket.name}.lock")):
            left.unlink(missing_ok=True)


def last_words(place: Place) -> str:
    try:
        return "\n".join(place.log.read_text(errors="replace").splitlines()[-15:])
    except OSError:
        return ""
