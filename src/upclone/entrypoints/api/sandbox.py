"""The demo's clock: operators move it, so that fourteen days pass at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import ConfigDict, Field, StrictInt

from upclone.entrypoints.api.routing import Access, Call, Routes
from upclone.entrypoints.api.schemas import Body, Moment, Shape

ROUTES = Routes("Sandbox", "Only in demos: the clock that can be moved.")


class Advance(Body):
    """How far the clock moves forward. It never goes back."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"seconds": 1209600}]})

    seconds: Annotated[StrictInt, Field(ge=1, le=10 * 366 * 24 * 3600)]


class ClockShape(Shape):
    """What time it is here."""

    model_config = ConfigDict(title="Clock")

    now: Moment


@ROUTES.read("/sandbox/clock", access=Access.OPERATOR)
def clock(call: Call) -> ClockShape:
    """Read the clock, as an operator."""
    return ClockShape(now=call.doors.clock.now())


@ROUTES.call("POST", "/sandbox/clock", access=Access.OPERATOR)
def advance(call: Call, body: Advance) -> ClockShape:
    """Move the clock forward, as an operator. Deadlines that pass are met by the worker."""
    assert call.options.movable_clock is not None, "the route exists only with such a clock"
    call.options.movable_clock.advance(timedelta(seconds=body.seconds))
    return ClockShape(now=call.doors.clock.now())
