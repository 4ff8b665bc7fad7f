"""The story on a terminal: acts, sentences with who says them, tables of money. 60 to 120 columns wide."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Sequence
from typing import Final

import click
from attrs import define, field

from upclone.domain.money import Money
from upclone.entrypoints.cli.output import wide

NARROWEST: Final = 60
WIDEST: Final = 120
WITHOUT_TERMINAL: Final = 100
INDENT: Final = 3
NAMES: Final = 10
"""Columns for who speaks."""
CALLS: Final = 45
"""Columns for the request, where there is room beside the sentence."""
ROOM_FOR_CALLS: Final = 110

COLOURS: Final = {
    "Marta": "cyan",
    "Inès": "green",
    "Олег": "blue",
    "Noor": "yellow",
    "the clock": "magenta",
    "the bank": "magenta",
    "PayPal": "magenta",
    "Stripe": "magenta",
    "✓": "green",
    "Done": "green",
}
_AMOUNT: Final = re.compile(r"€[\d,]+\.\d\d|\b\d+ %")


def columns() -> int:
    """How wide the story is told."""
    width = shutil.get_terminal_size((WITHOUT_TERMINAL, 24)).columns
    return max(NARROWEST, min(width, WIDEST))


@define
class Terminal:
    """Prints the story. What stands on a line is never changed again, but for the line that says what is awaited."""

    acts: int
    width: int = field(factory=columns)
    _act: int = field(default=0, init=False)
    _waits: int = field(default=0, init=False)
    """Columns of the line that says what is awaited."""
    _spaced: bool = field(default=False, init=False)

    def title(self, words: str, below: str) -> None:
        """The first lines."""
        self.line()
        self.line(click.style(words, bold=True))
        self.note(below)

    def act(self, name: str) -> None:
        """A new act, and how far the story is."""
        self._act += 1
        number = f"{self._act:>2}/{self.acts}"
        done = "━" * self._act + "─" * (self.acts - self._act)
        gap = " " * max(self.width - INDENT - 2 - len(number) - wide(name) - self.acts, 1)
        bar = click.style(done[: self._act], fg="cyan") + click.style(done[self._act :], dim=True)
        if not self._spaced:
            self.line()
        self.line(f"{click.style(number, dim=True)}  {click.style(name, bold=True)}{gap}{bar}")

    def says(self, who: str, words: str, call: str = "") -> None:
        """A sentence about what somebody does; beside it the request, where the terminal is wide enough."""
        beside = CALLS if self.width >= ROOM_FOR_CALLS else 0
        lines = wrapped(words, self.width - INDENT - NAMES - beside)
        for index, line in enumerate(lines):
            name = who if not index else ""
            shown = (click.style(name, fg=COLOURS.get(name), bold=True) if name else "") + " " * (NAMES - wide(name))
            end = ""
            if call and beside and not index:
                space = " " * (self.width - INDENT - NAMES - wide(line) - wide(call))
                end = space + click.style(call, dim=True)
            self.line(f"{shown}{_AMOUNT.sub(_bold, line)}{end}")

    def note(self, words: str) -> None:
        """A remark, in grey."""
        for line in wrapped(words, self.width - INDENT):
            self.line(click.style(line, dim=True))

    def line(self, words: str = "") -> None:
        """One line as it is."""
        self._spaced = not words
        click.echo(f"{' ' * INDENT}{words}".rstrip())

    def money(
        self, titles: Sequence[tuple[str, int]], amounts: Sequence[Money], memo: int, changed: Sequence[bool]
    ) -> None:
        """A row of amounts under their titles with their least widths, what changed in bold.

        The last `memo` columns stand apart, and are left out where the terminal is too narrow for them.
        """
        cells = [digits(amount) for amount in amounts]
        sizes = [max(least, wide(cell)) for (_, least), cell in zip(titles, cells, strict=True)]
        room, shown, inner = self.width - INDENT, len(cells), len(cells) - memo
        if sum(sizes) + 2 * len(sizes) > room:
            shown = inner
        gap = max(1, min(4, (room - sum(sizes[:shown]) - 2) // (shown - 1)))
        head = body = ""
        for index in range(shown):
            between = "" if not index else " " * gap if index != inner else " " * gap + "│ "
            head += between + titles[index][0].rjust(sizes[index])
            plain = click.style(between, dim=True) + " " * (sizes[index] - wide(cells[index]))
            body += plain + _amount(cells[index], changed[index], sum_column=index == inner - 1)
        for line in ("", click.style(head, dim=True), body, ""):
            self.line(line)

    def waiting(self, what: str | None) -> None:
        """Say what is awaited, on a line that goes away again; nowhere but on a terminal."""
        if not sys.stdout.isatty():
            return
        if self._waits:
            # With spaces: the code that clears a line goes the way of the colours where NO_COLOR is set.
            click.echo(f"\r{' ' * self._waits}\r", nl=False)
        shown = f"… {what}"[: self.width - INDENT - 1] if what is not None else ""
        self._waits = INDENT + wide(shown) if shown else 0
        if shown:
            click.echo(f"{' ' * INDENT}{click.style(shown, dim=True)}", nl=False)


def digits(amount: Money) -> str:
    """`1,236.00`, with a true minus sign: for columns that name the currency elsewhere."""
    number = str(amount).split(" ")[0]
    whole, _, fraction = number.lstrip("-").partition(".")
    sign = "−" if amount.amount_minor < 0 else ""
    return f"{sign}{int(whole):,}{'.' + fraction if fraction else ''}"


def wrapped(words: str, room: int) -> list[str]:
    """The words in lines of at most `room` columns; a longer word has a line of its own."""
    lines: list[str] = []
    for word in words.split(" "):
        if lines and wide(lines[-1]) + 1 + wide(word) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _bold(found: re.Match[str]) -> str:
    return click.style(found[0], bold=True)


def _amount(cell: str, changed: bool, sum_column: bool) -> str:
    nothing = not cell.strip("0.,")
    if sum_column:
        return click.style(cell, fg="green" if nothing else "red", bold=True)
    # Never bold=False: its code, 22, would take back the other one.
    return click.style(cell, bold=True) if changed else click.style(cell, dim=True) if nothing else cell
