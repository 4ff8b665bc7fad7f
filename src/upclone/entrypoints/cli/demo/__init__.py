"""`upclone demo`: one deal from sign-up to payout, played over HTTP against a server that is started for it.

`play` is the order of things, `stage` the server and its home; the acts are `arriving`, `finding`,
`agreeing`, `middle`, `leaving` and `ending`. `tills` says how one pays at each gateway.
"""

from __future__ import annotations

import signal
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click


@click.command("demo")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Where the papers go.  [default: ./demo]")
@click.option("--keep", is_flag=True, help="Leave the server running afterwards, until Ctrl-C.")
@click.option("--gateway", type=click.Choice(["stripe", "paypal"]), help="Play it there, at a simulator.")
@click.option("--simulator", help="The address of that simulator: `python -m tests.simulator` prints it.")
def command(out: Path | None, keep: bool, gateway: str | None, simulator: str | None) -> None:
    """Play one deal from sign-up to payout, over real HTTP.

    It starts a server with a PostgreSQL of its own in UPCLONE_HOME/demo, tells the story with the money after each
    step, writes the papers, and stops what it started. Your own data are never touched. Demos can play side by side.
    """
    from upclone.entrypoints.cli.demo.play import play
    from upclone.entrypoints.cli.demo.simulator import Simulator
    from upclone.entrypoints.settings import default_home, environment

    if (gateway is None) is not (simulator is None):
        raise click.UsageError("--gateway and --simulator go together: no demo talks to a real gateway.")
    simulated = Simulator(simulator.rstrip("/"), gateway) if gateway and simulator else None
    given = environment().get("UPCLONE_HOME", "").strip()
    base = Path(given).expanduser() if given else default_home()
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _interrupt)
    try:
        play(base.resolve(), out, keep, simulated)
    except KeyboardInterrupt:
        click.echo("\nInterrupted; what was started has been stopped.", err=True)
        raise click.exceptions.Exit(130) from None


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
