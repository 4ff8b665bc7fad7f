"""The whole play: stage, acts, and what is told at the end."""

from __future__ import annotations

import secrets
import sys
import time
from contextlib import AbstractContextManager, ExitStack
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

from upclone.application.ports.store import StoreUnavailable
from upclone.entrypoints import start
from upclone.entrypoints.cli.demo import agreeing, arriving, claiming, ending, finding, leaving, middle, stage
from upclone.entrypoints.cli.demo.books import Books
from upclone.entrypoints.cli.demo.client import ApiRefused, Client, TookTooLong
from upclone.entrypoints.cli.demo.deal import CURRENCY, PASSWORD, Deal, WentWrong
from upclone.entrypoints.cli.demo.simulator import Simulator
from upclone.entrypoints.cli.demo.terminal import Terminal
from upclone.entrypoints.cli.demo.tills import SANDBOX, TILLS, Till
from upclone.entrypoints.doors import Doors
from upclone.entrypoints.settings import load

ACTS: Final = 12


class DemoFailed(Exception):
    """What went wrong, and what the server said last."""


def play(base: Path, out: Path | None, keep: bool, simulator: Simulator | None = None) -> None:
    """Play it in a home below `base`; papers go to `out`. With `keep`, wait for Ctrl-C before everything ends.

    With a `simulator` it is played at that gateway, in a home that begins empty, as the simulator does.
    Raises DemoFailed. Whatever happens, nothing that was started runs on.
    """
    terminal, began = Terminal(ACTS if simulator is None else ACTS + 2), time.monotonic()
    till = SANDBOX if simulator is None else TILLS[simulator.api]
    real = "" if simulator is None else f", {till.called}'s own SDK; the gateway is simulated on this machine"
    terminal.title("upclone: one deal, from sign-up to payout", f"Test money, real requests{real}.")
    with ExitStack() as ends:
        try:
            home = ends.enter_context(_home(base, till, simulator))
            target = _folder(out or Path(home.folder.name))
            if simulator is not None:
                simulator.reset()
                start.forget(home.folder)
        except stage.StageFailed as failure:
            raise DemoFailed(str(failure)) from failure
        try:
            deal, doors = _set_up(terminal, home, ends, till, simulator)
            raised = time.monotonic()
            _perform(deal, doors, target)
        except (
            stage.StageFailed,
            ApiRefused,
            TookTooLong,
            WentWrong,
            StoreUnavailable,
            HTTPException,
            OSError,
        ) as failure:
            terminal.waiting(None)
            said = stage.last_words(home)
            raise DemoFailed(f"{failure}\n\nThe server's last words ({home.log}):\n{said or 'none'}") from failure
        now = time.monotonic()
        terminal.line()
        terminal.says("Done", f"in {now - began:.1f} s; the play alone took {now - raised:.1f} s.")
        terminal.says("", f"The papers lie in {target.resolve()}")
        if keep:
            _keep(terminal, deal)
    terminal.says("", "Everything that was started has been stopped.")
    _next(terminal, home)


def _folder(papers: Path) -> Path:
    """`papers`, made. Raises StageFailed now where the story would end without papers."""
    try:
        papers.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=papers):
            return papers
    except OSError as failure:
        raise stage.StageFailed(
            f"No papers can be written to {papers.resolve()}: {failure.strerror}; give --out"
        ) from failure


def _home(base: Path, till: Till, simulator: Simulator | None) -> AbstractContextManager[stage.Home]:
    if simulator is None:
        return stage.home(base)
    used = {name: value.format(simulator.address) for name, value in till.settings.items()}
    return stage.home(base, f"demo-{till.name}", {**used, "UPCLONE_SANDBOX": "0"})


def _set_up(
    terminal: Terminal, home: stage.Home, ends: ExitStack, till: Till, simulator: Simulator | None
) -> tuple[Deal, Doors]:
    terminal.act("The stage")
    began = time.monotonic()
    settings = load(home.environment)
    terminal.waiting("PostgreSQL starts")
    ends.enter_context(start.database(settings))
    terminal.waiting(None)
    terminal.says("server", f"PostgreSQL runs in {home.folder}", f"{time.monotonic() - began:.1f} s")
    terminal.waiting("the server starts")
    server = ends.enter_context(stage.server(home))
    doors = ends.enter_context(start.doors(settings))
    base = server.address()
    terminal.waiting(None)
    terminal.says("", f"upclone listens at {base}, jobs included.", f"{time.monotonic() - began:.1f} s")
    marta, ines, oleg, noor = (Client(base, terminal.waiting) for _ in range(4))
    books, letters, run = Books(doors.ledger, CURRENCY), start.mailbox(settings), secrets.token_hex(4)
    if simulator is not None:
        simulator.writes_to(base)
        names = " and ".join(marta.get("/payments/gateways").data["items"])
        terminal.says("", f"One can pay by {names}: a simulator at {simulator.address}, empty.")
    return Deal(terminal, marta, ines, oleg, noor, books, letters, run, till, simulator), doors


def _perform(deal: Deal, doors: Doors, out: Path) -> None:
    arriving.sign_up(deal, doors)
    finding.find_each_other(deal)
    agreeing.negotiate(deal)
    agreeing.sign(deal)
    middle.approved(deal)
    middle.approved_by_the_clock(deal)
    middle.disputed(deal)
    middle.given_back(deal)
    if deal.simulator is None:
        leaving.pay_out(deal)
    else:
        claiming.charged_back(deal, deal.simulator, out)
        leaving.withdraw(deal, deal.simulator)
    ending.papers(deal, out)
    ending.books(deal)


def _keep(terminal: Terminal, deal: Deal) -> None:
    terminal.says("", f"The server stays: {deal.marta.base}/api/docs")
    terminal.says("", f"Sign in as marta.{deal.run}@example.org with the password “{PASSWORD}”. Ctrl-C ends it.")
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        terminal.line()


def _next(terminal: Terminal, home: stage.Home) -> None:
    terminal.line()
    terminal.says(
        "Next",
        "make serve, then http://127.0.0.1:8000: the site, with a market in it; its API is at /api/docs.",
    )
    terminal.says("", "docs/api.md: the same deal by curl.")
    called = sys.argv[0] if Path(sys.argv[0]).name == "upclone" else "upclone"
    terminal.says("", f"UPCLONE_HOME={home.folder} {called} ledger entries: what was written here.")
