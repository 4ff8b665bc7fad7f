"""Views of a profile: which of them count, and what they add up to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from attrs import frozen

DAYS: Final = 30

# What programs that read the web by themselves call themselves.
_ROBOT: Final = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|scrap|fetch|archiver|preview|monitor|headless|lighthouse|facebookexternalhit|"
    r"mediapartners|embedly|validator|feedburner|pingdom|uptime",
    re.IGNORECASE,
)
# Libraries and tools: a program, unless somebody signed in with it.
_TOOL: Final = re.compile(
    r"^$|^(curl|wget|python|java|go-http|okhttp|libwww|perl|ruby|php|axios|node|httpx|aiohttp|http\.rb|apache-http)",
    re.IGNORECASE,
)


def is_robot(user_agent: str, signed_in: bool) -> bool:
    """Whether nobody looks at what this program asks for."""
    return bool(_ROBOT.search(user_agent)) or (not signed_in and bool(_TOOL.match(user_agent.strip())))


@frozen
class Series:
    """`total` since the beginning; one number for each of the last 30 days, the oldest first; `before` in the 30 days
    before these."""

    total: int
    days: tuple[tuple[date, int], ...]
    before: int

    @property
    def recent(self) -> int:
        """In the last 30 days, today included."""
        return sum(views for _, views in self.days)

    @property
    def change_percent(self) -> int | None:
        """How much more (or less) than in the 30 days before, in percent; None where there were none."""
        return (self.recent - self.before) * 100 // self.before if self.before else None


def series(by_day: Mapping[date, int], today: date) -> Series:
    """The numbers of some days as the series up to `today`."""
    shown = tuple(today - timedelta(days=back) for back in reversed(range(DAYS)))
    earlier = [views for day, views in by_day.items() if shown[0] - timedelta(days=DAYS) <= day < shown[0]]
    return Series(sum(by_day.values()), tuple((day, by_day.get(day, 0)) for day in shown), sum(earlier))
