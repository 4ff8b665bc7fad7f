"""The demo's clock, which operators move so that fourteen days pass at once, and what the sandbox's own books say."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import ConfigDict, Field, StrictInt

from upclone.entrypoints.api.routing import Access, Call, Routes
from upclone.entrypoints.api.schemas import Body, Moment, Shape

ROUTES = Routes("Sandbox", "Only in demos: the clock that can be moved, and the test gateway's own books.")


class Advance(Body):
    """How far the clock moves forward. It never goes back."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"seconds": 1209600}]})

    seconds: Annotated[StrictInt, Field(ge=1, le=10 * 366 * 24 * 3600)]


class ClockShape(Shape):
    """What time it is here."""

    model_config = ConfigDict(title="Clock")

    now: Moment


class TotalsShape(Shape):
    """What has moved at the gateway in one currency, what came back taken off again.

    captured = refunded + paid out + leaving + available. At rest, the ledger's clearing account is the negative of
    what was captured and is neither refunded nor paid out.
    """

    model_config = ConfigDict(title="GatewayTotals")

    currency: str
    captured_minor: int
    refunded_minor: int
    paid_out_minor: int
    leaving_minor: int
    available_minor: int


class GatewayTotals(Shape):
    """One for each currency."""

    items: list[TotalsShape]


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


@ROUTES.read("/sandbox/totals", access=Access.OPERATOR)
def totals(call: Call) -> GatewayTotals:
    """Read the test gateway's own books, as an operator: they know nothing of the ledger's."""
    assert call.options.gateway_books is not None, "the route exists only beside the sandbox"
    found = call.options.gateway_books()
    return GatewayTotals(
        items=[
            TotalsShape(
                currency=currency,
                captured_minor=sums.captured,
                refunded_minor=sums.refunded,
                paid_out_minor=sums.paid_out,
                leaving_minor=sums.leaving,
                available_minor=sums.available,
            )
            for currency, sums in found.items()
        ]
    )
