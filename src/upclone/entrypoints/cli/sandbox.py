"""The demo's clock."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, Final, Protocol, runtime_checkable

import click

from upclone.domain.errors import Refused
from upclone.entrypoints.cli.desk import Orders, acting, note, opened, operator_of, settings
from upclone.entrypoints.cli.output import emit

UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
LONGEST: Final = timedelta(days=3660)


@runtime_checkable
class Movable(Protocol):
    """A clock that can be moved."""

    def advance(self, by: timedelta) -> object:
        """Move on."""
        ...


class SpanType(click.ParamType[timedelta]):
    """`14d`, `36h`, `90m`: how far."""

    name = "span"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        match = re.fullmatch(r"([1-9][0-9]{0,8})([smhdw])", str(value))
        span = timedelta(**{UNITS[match[2]]: int(match[1])}) if match else timedelta()
        if not timedelta() < span <= LONGEST:
            self.fail(f"{value!r} is no time to move on by, such as 14d, 36h or 90m; ten years at most", param, ctx)
        return span


@click.group()
def sandbox() -> None:
    """What there is in demos alone."""


@sandbox.command()
@click.option("--forward", type=SpanType(), required=True, help="How far: 14d, 36h, 90m. It never goes back.")
@acting
def clock(forward: timedelta, orders: Orders) -> None:
    """Move the clock forward. Deadlines that pass are met by the worker."""
    if not settings().demo:
        raise Refused("Only a demo's clock can be moved: UPCLONE_DEMO=1 makes one.")
    with opened() as doors:
        actor = operator_of(doors, orders.email)
        before = doors.clock.now()
        assert isinstance(doors.clock, Movable), "a demo has such a clock"
        if not orders.dry_run:
            if not orders.yes:
                click.confirm(f"Move on to {before + forward:%Y-%m-%d %H:%M}?", abort=True, err=True)
            doors.clock.advance(forward)
            note(doors, actor, orders.reason)
        after = before + forward if orders.dry_run else doors.clock.now()
    emit(lambda: {"done": not orders.dry_run, "before": before, "now": after}, lambda: f"{after:%Y-%m-%d %H:%M:%S} UTC")
