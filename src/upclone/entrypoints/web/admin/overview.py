"""The first page of the administration: what waits, how the marketplace does, and where its rows are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import NotFound

from upclone.domain.money import Money
from upclone.entrypoints.api.trust import figures
from upclone.entrypoints.api.trust.figures import CountedShape, FiguresShape, MovedShape
from upclone.entrypoints.web import charts, writing
from upclone.entrypoints.web.admin import gate
from upclone.entrypoints.web.charts import Chart, Series
from upclone.entrypoints.web.desk import desk
from upclone.entrypoints.web.formats import number
from upclone.entrypoints.web.languages import tongue
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.sheets import sheet

PAGES = gate.for_moderators("overview")

SPANS: Final[Mapping[str, tuple[int, int]]] = {"7": (7, 1), "30": (30, 5), "84": (84, 14)}
"""Days to look back, as the address says it: how many, and how many of them are one bar."""

USUAL: Final = "30"


@PAGES.get("")
def show() -> ResponseReturnValue:
    """What needs somebody now, then figures with their trend, then charts."""
    asked = request.args.get("days", USUAL)
    days, step = SPANS.get(asked, SPANS[USUAL])
    found: FiguresShape = desk().read(figures.figures, {"days": str(days)})
    labels = [_short(each) for each in _days(found)[::step]]
    return page(
        "admin/overview.html",
        found=found,
        days=days,
        spans=SPANS,
        charts=_charts(found, labels, step),
        money=_money(found, labels, step),
        trend=charts.trend,
        spark=charts.spark,
        minor=Money,
        held_days=desk().doors.reconciliations.held_days,
        most=max((each.now for each in found.categories), default=1) or 1,
    )


@PAGES.get("/figures.csv")
def exported() -> ResponseReturnValue:
    """The figures day by day. Money is in minor units: each row has one figure."""
    days = SPANS.get(request.args.get("days", USUAL), SPANS[USUAL])[0]
    found: FiguresShape = desk().read(figures.figures, {"days": str(days)})
    rows = [
        (day, name, currency, value)
        for name, currency, by_day in _named(found)
        for day, value in zip(_days(found), by_day, strict=True)
    ]
    columns = {"day": lambda row: row[0], "figure": lambda row: row[1], "currency": lambda row: row[2]}
    return sheet("figures", {**columns, "value": lambda row: row[3]}, rows)


@PAGES.route("/<path:rest>", methods=["GET", "POST"])
def elsewhere(rest: str) -> ResponseReturnValue:
    """What is not there is not there for those who may look; the others are not told."""
    raise NotFound


def _named(found: FiguresShape) -> list[tuple[str, str, list[int]]]:
    counted = [(name, "", getattr(found, name).by_day) for name in ("signups", "jobs", "disputes")]
    if found.money is None:
        return counted
    moved = ((name, each) for name in ("volume", "revenue", "costs") for each in getattr(found.money, name))
    return counted + [(name, each.currency, each.by_day) for name, each in moved]


def _days(found: FiguresShape) -> list[date]:
    first = found.until - timedelta(days=found.days)
    return [(first + timedelta(days=each)).date() for each in range(found.days)]


def _short(day: date) -> str:
    return writing.parts(day, "MMMd", tongue())


def _steps(by_day: list[int], step: int) -> tuple[int, ...]:
    return tuple(sum(by_day[at : at + step]) for at in range(0, len(by_day), step))


def _charts(found: FiguresShape, labels: list[str], step: int) -> Mapping[str, Chart]:
    def drawn(name: str, counted: CountedShape, tone: Any) -> Chart:
        return charts.bars(labels, [Series(name, _steps(counted.by_day, step), tone)], lambda count: number(count))

    return {
        "signups": drawn(gettext("New people"), found.signups, "info"),
        "jobs": drawn(gettext("Jobs posted"), found.jobs, "primary"),
    }


def _money(found: FiguresShape, labels: list[str], step: int) -> Mapping[str, dict[str, Any]]:
    """For each currency, the busiest first: volume, revenue and what gateways cost, with a chart; and what is held, by
    age."""
    if found.money is None:
        return {}
    all_of = {"volume": found.money.volume, "revenue": found.money.revenue, "costs": found.money.costs}
    held = {each.currency: each for each in found.money.held}
    moved = {name: {each.currency: each for each in rows} for name, rows in all_of.items()}
    currencies = sorted({*held, *(each.currency for rows in all_of.values() for each in rows)})
    currencies.sort(key=lambda each: moved["volume"][each].now if each in moved["volume"] else 0, reverse=True)
    nothing = [0] * found.days
    told = {}
    for currency in currencies:
        here = {
            name: rows.get(currency) or MovedShape(currency=currency, now=0, before=0, by_day=nothing)
            for name, rows in moved.items()
        }
        drawn = {
            "volume": charts.of_money(
                labels, [Series(gettext("Paid in"), _steps(here["volume"].by_day, step))], currency
            ),
            "fees": charts.of_money(
                labels,
                [
                    Series(gettext("Fees we kept"), _steps(here["revenue"].by_day, step)),
                    Series(gettext("Fees of gateways"), _steps(here["costs"].by_day, step), "accent"),
                ],
                currency,
            ),
        }
        told[currency] = {**here, "charts": drawn, "held": held.get(currency)}
    return told
