"""What a measurement says: a figure, its peer's, the ratio, and the target."""

from __future__ import annotations

import platform
from collections.abc import Sequence

from attrs import frozen


@frozen
class Line:
    """One row. `ratio` is compared with `target` by `better`: "<=" or ">="; one without a target is to be known."""

    promise: str
    what: str
    ours: str
    peer: str
    ratio: float
    better: str = ""
    target: float | None = None

    @property
    def reached(self) -> bool:
        """Whether the target is met, where there is one."""
        if self.target is None:
            return True
        return self.ratio <= self.target if self.better == "<=" else self.ratio >= self.target


def show(lines: Sequence[Line]) -> None:
    """Print the table."""
    heads = ("", "what", "upclone", "peer", "ratio", "target", "")
    rows = [
        (
            line.promise,
            line.what,
            line.ours,
            line.peer,
            f"{line.ratio:.2f}",
            "" if line.target is None else f"{line.better} {line.target:g}",
            "" if line.target is None else "reached" if line.reached else "MISSED",
        )
        for line in lines
    ]
    widths = [max(len(row[column]) for row in (heads, *rows)) for column in range(len(heads))]
    print(f"Python {platform.python_version()} on {platform.machine()}, {platform.system()}\n")
    for row in (heads, *rows):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
