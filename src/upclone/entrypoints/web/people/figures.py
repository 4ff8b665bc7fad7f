"""Figures of a dashboard: this month beside the last, twelve months as a chart, by currency."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from attrs import frozen

from upclone.domain.money import Money
from upclone.entrypoints.web import charts, writing
from upclone.entrypoints.web.charts import Chart, Series, Tone
from upclone.entrypoints.web.languages import tongue

MONTHS = 12


@frozen
class Flow:
    """Money that came or went in one currency, by month until `today`. `points` are its small line."""

    now: Money
    trend: float | None
    total: Money
    points: str
    chart: Chart


def flows(summary: Any, name: str, tone: Tone, today: date, spent: bool = False) -> list[Flow]:
    """One for each currency, the one with most first. What was spent is below zero in the API's sums."""
    months = _months(today)
    labels = [writing.day(each, "MMM", tongue()) for each in months]
    found = []
    for item in summary.items:
        by = {each.month: each.net.amount_minor * (-1 if spent else 1) for each in item.months}
        values = tuple(by.get(month, 0) for month in months)
        found.append(
            Flow(
                now=Money(values[-1], item.currency),
                trend=charts.trend(values[-1], values[-2]),
                total=Money(sum(values), item.currency),
                points=charts.spark(values),
                chart=charts.of_money(labels, [Series(name, values, tone)], item.currency),
            )
        )
    return sorted(found, key=lambda each: -each.total.amount_minor)


def daily(days: Sequence[tuple[date, int]], name: str, tell: Any) -> Chart:
    """A chart of counts by day."""
    labels = [writing.day(day, "d MMM", tongue()) for day, _ in days]
    return charts.bars(labels, [Series(name, tuple(n for _, n in days))], tell)


def _months(today: date) -> list[date]:
    last = today.year * 12 + today.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(last - MONTHS + 1, last + 1)]
