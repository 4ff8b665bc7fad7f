"""Charts: drawn on the server as SVG, each with the table of its figures.

Money is drawn from its minor units; what stands beside the drawing is written by whoever asks for it. The macro that
shows one is in `components/chart.html`. Widths and heights are in units of the drawing: it takes the width of its
place, and words stand outside of it, so that no letter is ever squeezed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, Literal

from attrs import frozen

from upclone.domain.money import Money
from upclone.entrypoints.web import writing
from upclone.entrypoints.web.amounts import amount_text
from upclone.entrypoints.web.languages import tongue

Tone = Literal["primary", "accent", "info"]
WIDTH: Final = 600
HEIGHT: Final = 200
STEPS: Final = 4
_NICE: Final = (1, 2, 4, 6, 8)
_FILLED: Final = 0.62
"""How much of its column a group of bars fills."""


@frozen
class Series:
    """Figures with a name, one for each label of the chart; those below zero are drawn as zero."""

    name: str
    values: tuple[int, ...]
    tone: Tone = "primary"


@frozen
class Bar:
    """One bar, and what it says when somebody points at it."""

    x: float
    y: float
    width: float
    height: float
    tone: Tone
    said: str


@frozen
class Chart:
    """Bars in groups, one group for each label. `ticks` are the words of the scale, the highest first; `rows` are the
    same figures for a table: a label, then one figure of each series."""

    labels: tuple[str, ...]
    series: tuple[Series, ...]
    bars: tuple[Bar, ...]
    ticks: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def is_empty(self) -> bool:
        """Whether every figure is zero: then a sentence says more than a drawing."""
        return not any(any(each.values) for each in self.series)


def bars(
    labels: Sequence[str],
    series: Sequence[Series],
    tell: Callable[[int], str],
    tick: Callable[[int], str] | None = None,
) -> Chart:
    """A chart. `tell` writes a figure in full, `tick` one of the scale (as in full where it is left out)."""
    top = ceiling(max((value for each in series for value in each.values), default=0))
    scale = [top * step // STEPS for step in range(STEPS, -1, -1)]
    rows = [(label, *(tell(each.values[at]) for each in series)) for at, label in enumerate(labels)]
    drawn = tuple(_drawn(labels, series, top, tell))
    return Chart(tuple(labels), tuple(series), drawn, tuple((tick or tell)(each) for each in scale), tuple(rows))


def of_money(labels: Sequence[str], series: Sequence[Series], currency: str) -> Chart:
    """A chart of amounts in minor units of one currency."""
    return bars(labels, series, lambda minor: amount_text(Money(minor, currency)), lambda minor: short(minor, currency))


def short(minor: int, currency: str) -> str:
    """An amount in few letters: €12K."""
    return writing.short_amount(minor, currency, tongue())


def ceiling(most: int) -> int:
    """A round number at or above the highest figure that four steps divide."""
    size = STEPS
    while True:
        for nice in _NICE:
            if nice * size >= most:
                return nice * size
        size *= 10


def spark(values: Sequence[int]) -> str:
    """The points of a small line through these figures, for a `polyline` in a box of 100 by 28."""
    top, apart = max((*values, 1)), 100 / max(len(values) - 1, 1)
    return " ".join(f"{at * apart:.1f},{26 - 24 * max(value, 0) / top:.1f}" for at, value in enumerate(values))


def trend(now: int, before: int) -> float | None:
    """By which share of one it rose (or fell, below zero); None where there was nothing before."""
    return (now - before) / before if before > 0 else None


def _drawn(labels: Sequence[str], series: Sequence[Series], top: int, tell: Callable[[int], str]) -> Iterator[Bar]:
    column = WIDTH / max(len(labels), 1)
    width = column * _FILLED / max(len(series), 1)
    for number, each in enumerate(series):
        for at, value in enumerate(each.values):
            height = HEIGHT * max(value, 0) / top
            x = column * at + column * (1 - _FILLED) / 2 + width * number
            said = f"{labels[at]} · {each.name}: {tell(value)}"
            yield Bar(round(x, 1), round(HEIGHT - height, 1), round(width - 1, 1), round(height, 1), each.tone, said)
