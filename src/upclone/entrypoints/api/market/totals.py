"""How much of what there is: what the front page shows, for anybody to read."""

from __future__ import annotations

from pydantic import ConfigDict

from upclone.entrypoints.api.routing import Access, Call, Routes
from upclone.entrypoints.api.schemas import MoneyShape, Shape, shaped

ROUTES = Routes("Figures", "How much goes on here now.")


class FigureShape(Shape):
    """A count; `more`: it stopped there, and there are others."""

    model_config = ConfigDict(title="PublicFigure")

    count: int
    more: bool


class FiguresShape(Shape):
    """Jobs that are open for everybody, freelancers who are listed, contracts that run and that were completed; the
    money that is held for work, and what was released for approved work, by currency, the most first."""

    model_config = ConfigDict(
        title="PublicFigures",
        json_schema_extra={
            "examples": [
                {
                    "open_jobs": {"count": 214, "more": False},
                    "freelancers": {"count": 10000, "more": True},
                    "running": {"count": 61, "more": False},
                    "completed": {"count": 480, "more": False},
                    "held": [{"amount_minor": 4120000, "currency": "EUR"}],
                    "released": [{"amount_minor": 51750000, "currency": "EUR"}],
                }
            ]
        },
    )

    open_jobs: FigureShape
    freelancers: FigureShape
    running: FigureShape
    completed: FigureShape
    held: list[MoneyShape]
    released: list[MoneyShape]


@ROUTES.read("/figures", access=Access.EVERYBODY)
def figures(call: Call) -> FiguresShape:
    """Read how much goes on here now. No token is needed, and nothing in it is anybody's in particular."""
    found = call.doors.front.figures()
    return shaped(FiguresShape, found, held=list(found.held), released=list(found.released))
