"""The only module that meets the container and the adapters: builds each way in, and takes it down again.

Everything here is a context manager, and imports what it needs when it is entered: `upclone --help` pays for nothing.
A URL pair comes from `database`, once a process; the rest is built on it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from upclone.entrypoints import footprint

if TYPE_CHECKING:
    from uuid import UUID

    from flask import Flask

    from upclone.adapters.archive import Database, Manifest
    from upclone.adapters.embedded import Urls as Urls
    from upclone.application.ports.mail import Mailbox
    from upclone.application.reads.ledger import LedgerVerification
    from upclone.entrypoints.container import Container
    from upclone.entrypoints.doors import Doors
    from upclone.entrypoints.history import History
    from upclone.entrypoints.realtime.sockets import Sockets
    from upclone.entrypoints.settings import Settings
    from upclone.entrypoints.worker import Worker

WATCHED: Final = 2.0
"""Seconds between two looks at the embedded server."""


@contextmanager
def database(settings: Settings) -> Iterator[Urls]:
    """The addresses of the database: DATABASE_URL's, or those of the embedded server, which runs meanwhile."""
    from upclone.adapters.embedded import EmbeddedPostgres, Urls

    if settings.database_url is None:
        with EmbeddedPostgres(settings.home) as urls:
            yield urls
    else:
        yield Urls(settings.database_owner_url or settings.database_url, settings.database_url)


def forget(home: Path) -> None:
    """Delete a home with everything in it: the embedded database too, wherever that lies. Nobody may be using it."""
    from upclone.adapters.embedded import EmbeddedPostgres

    EmbeddedPostgres(home).remove()
    shutil.rmtree(home, ignore_errors=True)


def migrate(settings: Settings, urls: Urls) -> tuple[str | None, str]:
    """Bring the tables up to date; the revision before (None: there were no tables) and after."""
    from upclone.adapters.postgres import migrations

    before = _revision(urls)
    if before != migrations.newest():
        migrations.migrate(urls.owner_url)
    return before, migrations.newest()


@contextmanager
def doors(settings: Settings) -> Iterator[Doors]:
    """The application, for a command or a test. Raises NotMigrated where the tables are not up to date."""
    with database(settings) as urls:
        ready(settings, urls)
        with _container(settings, urls) as container:
            yield container.doors()


@contextmanager
def worker(settings: Settings) -> Iterator[Worker]:
    """The jobs, the sandbox, and the watch over the embedded server, running."""
    with database(settings) as urls:
        ready(settings, urls)
        with _container(settings, urls) as container, _running(settings, container) as running:
            yield running


@contextmanager
def site(settings: Settings, urls: Urls, *, jobs: bool) -> Iterator[Flask]:
    """The API and, with `jobs`, what runs beside it, on a database that somebody else holds open."""
    with _container(settings, urls) as container, _noting(container):
        app, sockets = _site(settings, container)
        with _showing(container, sockets), _running(settings, container) if jobs else nullcontext():
            yield app


def preload() -> None:
    """Import what `site` is built of, ahead of time and for good. For a process that serves and does nothing else."""
    with footprint.for_good(), footprint.without(footprint.UNCALLED):
        for module in ("container", "api.app", "web.sandbox", "web.site"):
            import_module(f"upclone.entrypoints.{module}")


class NotMigrated(Exception):
    """The tables are not those that this version works with."""


def ready(settings: Settings, urls: Urls) -> None:
    """See that the tables are up to date. A new embedded database, or an older demo's, gets them at once; others are
    never touched."""
    from upclone.adapters.postgres import migrations

    found = _revision(urls)
    mine = settings.database_url is None and (found is None or settings.demo)
    if mine and found != migrations.newest():
        migrate(settings, urls)
    elif found != migrations.newest():
        raise NotMigrated(f"The tables are at {found or 'nothing'}, not {migrations.newest()}: run `upclone migrate`.")


def seed(
    settings: Settings,
    jobs: int,
    freelancers: int,
    chance: int,
    until: datetime,
    progress: Callable[[str, int, int], None],
    among_others: bool,
) -> None:
    """Fill the database with people and jobs. Raises Refused where others are in it, outside the demo."""
    from upclone.adapters.postgres.seed.loading import Load, load, occupied
    from upclone.domain.errors import Refused

    with database(settings) as urls:
        ready(settings, urls)
        if not (settings.demo or among_others) and occupied(urls.owner_url):
            raise Refused("There are people in this database: --yes puts made-up ones among them.")
        load(urls.owner_url, Load(jobs, freelancers, chance, until), progress)


@contextmanager
def history(settings: Settings, urls: Urls, length: timedelta) -> Iterator[History]:
    """The application as of `length` ago, with a clock that is moved up to the present, and jobs that run by it.

    For a demonstration with test money alone. Nobody else may be serving it meanwhile.
    """
    from attrs import evolve
    from dependency_injector.providers import Object

    from upclone.adapters.embedded import Urls
    from upclone.adapters.past import OncePasswords, PastClock, PastIds, UnsentMail
    from upclone.adapters.postgres.catching_up import CatchingUp, hurried
    from upclone.entrypoints.history import History

    assert settings.demo, "real people have a history of their own"
    assert settings.sandbox, "a made-up history moves test money"
    with _container(settings, Urls(urls.owner_url, hurried(urls.app_url))) as container:
        adapters = container.adapters
        ahead = adapters.movable_clock().offset()
        present = adapters.movable_clock().now()
        clock = PastClock(present - length)
        adapters.clock.override(Object(clock))
        adapters.wall.override(Object(clock))
        adapters.offset.override(Object(lambda: ahead))
        adapters.ids.override(Object(PastIds(clock)))
        adapters.mail.override(Object(UnsentMail()))
        adapters.passwords.override(Object(OncePasswords(adapters.passwords())))
        sandbox = adapters.sandbox()

        def deliver(body: bytes, headers: Mapping[str, str]) -> int:
            container.doors().inbox.receive(sandbox.name, sandbox.verify(body, headers), body)
            return 200

        at_hand = evolve(sandbox, deliver=deliver)
        adapters.sandbox.override(Object(at_hand))
        tasks = container.reactions.tasks()
        jobs = CatchingUp(adapters.unit_of_work(), tasks, ahead)
        daily = (tasks.tell, tasks.pay_due)
        last = (tasks.recount, tasks.sum_up_views, container.people.news().forget)
        yield History(container.doors(), clock, present, jobs, at_hand.tick, daily, last)


def rebuild_search(
    settings: Settings, kind: str, after: UUID | None, progress: Callable[[str, int, UUID], None]
) -> int:
    """Write what is searched of one kind anew; how many rows can be found."""
    from upclone.adapters.postgres.finding.rebuilding import rebuild

    with database(settings) as urls:
        ready(settings, urls)
        return rebuild(urls.app_url, kind, after, progress)


def backup(settings: Settings, target: Path) -> Manifest:
    """Write everything to one archive. Raises ArchiveFailed."""
    from upclone.adapters import archive

    with database(settings) as urls:
        ready(settings, urls)
        return archive.write(target, _archived(settings, urls), settings.files_folder)


def restore(settings: Settings, source: Path, *, replace: bool) -> tuple[Manifest, LedgerVerification]:
    """Put an archive back, bring its tables up to date, and verify its ledger.

    Raises ArchiveFailed for an archive that is not whole, NotEmpty where there are data and `replace` is False.
    """
    from upclone.adapters import archive

    with database(settings) as urls:
        manifest = archive.restore(source, _archived(settings, urls), settings.files_folder, replace=replace)
        migrate(settings, urls)
        with _container(settings, urls) as container:
            return manifest, container.doors().ledger.verify()


def mailbox(settings: Settings) -> Mailbox:
    """The letters that stayed here. They need no database."""
    from upclone.adapters.mail.folder import Folder

    return Folder(settings.mail_folder)


def _archived(settings: Settings, urls: Urls) -> Database:
    from upclone.adapters.archive import Database
    from upclone.adapters.embedded import EmbeddedPostgres
    from upclone.adapters.postgres.engine import conninfo

    return Database(conninfo(urls.owner_url), EmbeddedPostgres(settings.home).programs)


def _revision(urls: Urls) -> str | None:
    import psycopg

    from upclone.adapters.postgres.engine import conninfo

    with psycopg.connect(conninfo(urls.app_url), connect_timeout=5) as connection:
        known = connection.execute("SELECT to_regclass('public.alembic_version') IS NOT NULL").fetchone()
        if not (known and known[0]):
            return None
        row = connection.execute("SELECT version_num FROM public.alembic_version").fetchone()
        return str(row[0]) if row else None


@contextmanager
def _container(settings: Settings, urls: Urls) -> Iterator[Container]:
    from upclone.entrypoints.container import Container

    container = Container(settings=settings, urls=urls)
    container.check_dependencies()
    try:
        yield container
    finally:
        container.adapters.view_counter().write()
        for engine in (container.adapters.engine, container.adapters.sandbox_engine):
            engine().dispose()


@contextmanager
def _noting(container: Container) -> Iterator[None]:
    """Views and searches are written about once a second, and what is left at the end."""
    from upclone.adapters.postgres.noting import EVERY
    from upclone.entrypoints.worker import Every, Threaded

    log = container.trust.log()
    writing = Threaded("notes", Every(log.flush, EVERY))
    writing.start()
    try:
        yield
    finally:
        writing.stop()
        log.flush()


@contextmanager
def _showing(container: Container, sockets: Sockets) -> Iterator[None]:
    """Who looks at pages sees what changes: this process listens to what every process writes."""
    from upclone.entrypoints.realtime.sockets import LOOK
    from upclone.entrypoints.worker import Every, Threaded, Worker

    listener = container.adapters.listener(sockets.hear)
    watching = Worker([Threaded("listener", listener), Threaded("sessions", Every(sockets.look, LOOK))])
    watching.start()
    try:
        yield
    finally:
        watching.stop()


@contextmanager
def _running(settings: Settings, container: Container) -> Iterator[Worker]:
    from upclone.entrypoints.worker import Every, Part, Threaded, Worker

    parts: list[Part] = [Threaded("jobs", container.reactions.worker())]
    if settings.sandbox:
        parts.append(container.adapters.sandbox_loop())
    if settings.database_url is None:
        from upclone.adapters.embedded import EmbeddedPostgres

        # Whoever lives by the embedded server brings it back when it was killed.
        server = EmbeddedPostgres(settings.home)
        parts.insert(0, Threaded("watch", Every(lambda: server.status() == "running" or server.start(), WATCHED)))
    running = Worker(parts)
    running.start()
    try:
        yield running
    finally:
        running.stop()


def _app(settings: Settings, container: Container) -> Flask:
    """The site alone: nobody pushes anything."""
    return _site(settings, container)[0]


def _site(settings: Settings, container: Container) -> tuple[Flask, Sockets]:
    from upclone.adapters.sandbox import PAYMENTS, PAYOUTS, sentences
    from upclone.entrypoints.api.app import create_app, operations
    from upclone.entrypoints.api.routing import ApiOptions
    from upclone.entrypoints.shown import shown
    from upclone.entrypoints.web.sandbox import blueprint
    from upclone.entrypoints.web.site import create_site

    options = ApiOptions(
        secret=settings.secret_key,
        token_lifetime=timedelta(minutes=settings.token_minutes),
        longest_upload=settings.upload_mb * 1024 * 1024,
        base_url=settings.base_url,
        demo=settings.demo,
        verified_only=settings.verified_email_required,
        proxies=settings.proxies,
        running=shown(settings),
        movable_clock=container.adapters.movable_clock() if settings.demo else None,
        gateway_books=container.adapters.sandbox().totals if settings.demo else None,
        mailbox=mailbox(settings) if settings.demo and settings.mail == "folder" else None,
        blueprints=(blueprint(container.adapters.sandbox()),) if settings.sandbox else (),
        test_tokens=(
            *((name, "payment_method", says) for name, says in sentences(PAYMENTS.values())),
            *((name, "destination", says) for name, says in sentences(PAYOUTS.values())),
        )
        if settings.sandbox
        else (),
    )
    performing = operations(container.doors(), options)
    return create_site(performing, create_app(performing), settings.refresh_lifetime, settings.gateway_pages)
