"""Running upclone: `serve`, `worker` and `migrate`."""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from upclone.entrypoints.cli.desk import with_json
from upclone.entrypoints.cli.output import emit

if TYPE_CHECKING:
    from upclone.entrypoints.settings import Settings
    from upclone.entrypoints.start import Urls


def _settings(**given: Any) -> Settings:
    """The environment's settings, with what the command line says instead."""
    from upclone.entrypoints.settings import environment, load, variable

    said = {variable(name): str(value) for name, value in given.items() if value is not None}
    return load(environment() | said)


@click.command()
@click.option("--host", help="The address to listen on (UPCLONE_HOST).")
@click.option("--port", type=click.IntRange(0, 65535), help="The port; 0 takes a free one (UPCLONE_PORT).")
@click.option("--threads", type=click.IntRange(1, 64), help="Requests at the same time (UPCLONE_SERVER_THREADS).")
@click.option("--demo", is_flag=True, help="The demo's secret, and a clock that can be moved. Never for real money.")
@click.option("--market", is_flag=True, help="Fill the demo with people, jobs and contracts first, where it is empty.")
@click.option("--no-worker", is_flag=True, help="Leave the jobs to `upclone worker`.")
def serve(host: str | None, port: int | None, threads: int | None, demo: bool, market: bool, no_worker: bool) -> None:
    """Serve the API, with the jobs in the same process.

    On the embedded PostgreSQL it also brings the tables up to date; with DATABASE_URL, `upclone migrate` does.
    SIGTERM and Ctrl-C end it once the running requests are answered. Ended while it fills the demo, it goes on there
    the next time.
    """
    from upclone.entrypoints import serving
    from upclone.entrypoints.settings import environment

    said = {"host": host, "port": port, "server_threads": threads, "demo": "1" if demo else None}
    settings = _settings(**said)
    if market and not settings.demo:
        raise click.UsageError("--market is for a demo: --demo makes one.")
    try:
        listener = serving.listen(settings.host, settings.port)
    except OSError as taken:
        raise click.UsageError(f"{settings.host}:{settings.port}: {taken.strerror or taken}") from None
    if settings.port == 0:
        settings = _settings(**{**said, "port": listener.getsockname()[1]})
    address = settings.base_url
    if environment().get("UPCLONE_BASE_URL"):
        address = f"{address} (on {settings.host}:{settings.port})"

    def ready() -> None:
        click.echo(f"upclone listens at {address} — the API is at {settings.base_url}/api/docs, stop with Ctrl-C")

    fill = partial(_fill, settings) if market else None
    serving.serve(settings, listener, jobs=not no_worker, ready=ready, before=fill)


def _fill(settings: Settings, urls: Urls) -> None:
    """Tell the history of the demo's market, unless it was told."""
    from upclone.domain.errors import UpcloneError
    from upclone.entrypoints import start
    from upclone.entrypoints.cli.demo.market.filling import fill
    from upclone.entrypoints.cli.demo.market.plan import LENGTH

    if not settings.sandbox:
        click.echo("The market stays empty: its history moves test money, and the sandbox is switched off.", err=True)
        return
    try:
        with start.history(settings, urls, LENGTH) as history:
            fill(history, _shown)
    except UpcloneError as stopped:  # what is there by now can be served, and the next start goes on
        click.echo(f"\nThe market's history stops here: {stopped}", err=True)


def _shown(done: int, total: int) -> None:
    """One line that grows, where somebody looks; elsewhere its beginning and its end."""
    if sys.stderr.isatty():
        bar = "█" * (30 * done // total)
        click.echo(f"\rseven months of a market {bar:30} {done:>5} of {total}", nl=done == total, err=True)
    elif done in (1, total):
        click.echo(f"seven months of a market: {done} of {total}", err=True)


@click.command()
@click.option("--demo", is_flag=True, help="The demo's secret and clock, as in `serve --demo`.")
def worker(demo: bool) -> None:
    """Run the jobs alone: reactions, deadlines, gateways; until SIGTERM or Ctrl-C."""
    from upclone.entrypoints import logs, start

    settings = _settings(demo="1" if demo else None)
    logs.to_stderr(settings.log_level)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt), start.worker(settings):
        click.echo("upclone works on the jobs — stop with Ctrl-C")
        while True:
            signal.pause()


@click.command()
@with_json
def migrate() -> None:
    """Bring the database's tables up to date. Safe to interrupt, and to run twice."""
    from upclone.entrypoints import start
    from upclone.entrypoints.cli.desk import settings

    chosen = settings()
    with start.database(chosen) as urls:
        before, after = start.migrate(chosen, urls)
    emit(
        lambda: {"before": before, "after": after},
        lambda: f"The tables are up to date ({after})." if before == after else f"The tables are now at {after}.",
    )
