"""At a real terminal: the question before money moves, and tables as wide as the screen."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import termios
from collections.abc import Callable

import click
import pytest

from tests.integration.cli.conftest import OPERATOR, PROGRAM, Deal, Desk
from upclone.domain.money import Money
from upclone.entrypoints.doors import Doors


def at_a_terminal(
    desk: Desk,
    *words: object,
    columns: int = 100,
    answer: str = "",
    before: Callable[[], object] = lambda: None,
    **env: str,
) -> tuple[int, str]:
    """Run the program at a terminal; when it asks, do what happens `before`, then answer. Exit code and screen."""
    keyboard, screen = pty.openpty()
    fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    clean = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "COLUMNS"}}
    process = subprocess.Popen(
        [PROGRAM, *map(str, words)],
        stdin=screen,
        stdout=screen,
        stderr=screen,
        env={**clean, "TERM": "xterm", **desk.env, **env},
        cwd="/",
    )
    os.close(screen)
    shown, answered = b"", False
    while True:
        try:
            shown += os.read(keyboard, 4096)
        except OSError:  # what a terminal says when its last program has gone
            break
        if answer and not answered and b"[y/N]" in shown:
            before()
            os.write(keyboard, f"{answer}\n".encode())
            answered = True
    os.close(keyboard)
    return process.wait(30), shown.decode()


def held(doors: Doors, deal: Deal) -> Money:
    with doors.unit_of_work() as work:
        return work.holds.of(deal.contract)[0].remaining


@pytest.mark.parametrize(("answer", "exit", "left"), [("n", 1, 10_000), ("y", 0, 0)])
def test_money_moves_once_it_is_confirmed(desk: Desk, doors: Doors, deal: Deal, answer: str, exit: int, left: int):
    """The whole outcome is shown before the question; only a yes does it."""
    words = ("escrow", "release", deal.milestones[0], "--as", OPERATOR, "--reason", "asked")
    code, shown = at_a_terminal(desk, *words, answer=answer)
    before = click.unstyle(shown).partition("[y/N]")[0]
    assert code == exit, shown
    assert "funded → approved" in before
    assert "-103.00 EUR" in before
    assert "ben@example.org" in before
    assert held(doors, deal) == Money(left, "EUR")


def test_what_is_confirmed_is_what_happens(desk: Desk, doors: Doors, deal: Deal):
    """The client releases a part while the operator reads: less would be released than was shown, so nothing is."""
    words = ("escrow", "release", deal.milestones[0], "--as", OPERATOR, "--reason", "asked")
    part = Money(3_000, "EUR")

    def meanwhile() -> None:
        doors.milestones.release_part(deal.client, deal.milestones[0], part)

    code, shown = at_a_terminal(desk, *words, answer="y", before=meanwhile)
    assert code == 5, shown
    assert "changed while you were reading" in shown
    assert held(doors, deal) == Money(7_000, "EUR")


@pytest.mark.parametrize("columns", [60, 100])
def test_nothing_is_wider_than_the_terminal(desk: Desk, deal: Deal, columns: int):
    """Tables fit, or become blocks; ids stay whole; it is in colour."""
    code, shown = at_a_terminal(desk, "contracts", "show", deal.contract, columns=columns)
    assert code == 0, shown
    lines = click.unstyle(shown).splitlines()
    # The hash of the terms is one word that nobody wants broken; it stands alone on its line.
    assert [line for line in lines if len(line) > columns and len(line.split()) > 1] == []
    assert str(deal.milestones[0]) in shown
    assert "\x1b[" in shown


def test_no_colour_for_those_who_want_none(desk: Desk):
    """NO_COLOR is respected at a terminal too."""
    assert "\x1b[" not in at_a_terminal(desk, "processes", "check", NO_COLOR="1")[1]
