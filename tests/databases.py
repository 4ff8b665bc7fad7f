"""Databases for tests: a migrated template on one server, and copies of it that belong to one process each."""

import fcntl
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from upclone.adapters.embedded import EmbeddedPostgres, Urls

ROOT = Path(__file__).parents[1]
# Kept between runs: making a cluster takes a second, joining one takes none.
SERVER = EmbeddedPostgres(ROOT / ".cache" / "test-server", fast=True)


def named(urls: Urls, name: str) -> Urls:
    """The same server and roles, another database."""
    return Urls(*(re.sub(r"@/[^?]*", f"@/{name}", url) for url in (urls.owner_url, urls.app_url)))


@contextmanager
def copy(server: Urls, template: str | None = None) -> Iterator[Urls]:
    """A database of its own, made from the migrated template (or from another one) and dropped at the end."""
    name = f"test_{os.getpid()}_{secrets.token_hex(4)}"
    with _administration(server) as admin, _locked():
        _drop_abandoned(admin)
        _execute(admin, "CREATE DATABASE {} TEMPLATE {}", name, template or _template(server, admin))
    try:
        yield named(server, name)
    finally:
        with _administration(server) as admin:
            _execute(admin, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


@contextmanager
def empty(server: Urls) -> Iterator[Urls]:
    """A database without a table, dropped at the end."""
    name = f"test_{os.getpid()}_{secrets.token_hex(4)}"
    with _administration(server) as admin, _locked():
        _execute(admin, "CREATE DATABASE {} TEMPLATE template0", name)
    try:
        yield named(server, name)
    finally:
        with _administration(server) as admin:
            _execute(admin, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _template(server: Urls, admin: psycopg.Connection) -> str:
    """The template for the migrations as they are now; older ones go."""
    name = f"template_{_fingerprint()}"
    present = [row[0] for row in admin.execute("SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%'")]
    if name in present:
        return name
    for old in present:
        _execute(admin, "DROP DATABASE {} WITH (FORCE)", old)
    draft = "template_draft"
    _execute(admin, "CREATE DATABASE {}", draft)
    _migrate(named(server, draft).owner_url)
    _execute(admin, "ALTER DATABASE {} RENAME TO {}", draft, name)
    return name


def _migrate(owner_url: str) -> None:
    try:
        from upclone.adapters.postgres.migrations import migrate
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("upclone.adapters.postgres"):
            raise
        return  # until there are migrations, the template is empty
    migrate(owner_url)


def _fingerprint() -> str:
    """Of everything that could change the schema, so that no run sees yesterday's."""
    sources = sorted(
        path for kind in ("*.py", "*.sql") for path in (ROOT / "src/upclone/adapters/postgres").rglob(kind)
    )
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]


def _drop_abandoned(admin: psycopg.Connection) -> None:
    """What processes left that were killed before they could drop it."""
    for (name,) in admin.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%'").fetchall():
        if not psutil.pid_exists(int(name.split("_")[1])):
            _execute(admin, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _administration(server: Urls) -> psycopg.Connection:
    url = named(server, "postgres").owner_url
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def _execute(admin: psycopg.Connection, statement: str, *names: str) -> None:
    admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def _locked() -> Iterator[None]:
    with open(SERVER.home / "template.lock", "ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
