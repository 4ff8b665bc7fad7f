"""How often something may be tried, unless UPCLONE_QUOTAS says otherwise: `name=number/time`, separated by commas."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from upclone.application.ports.quotas import Quota

RATES: Final[Mapping[Quota, str]] = MappingProxyType(
    {
        Quota.SIGN_IN: "10/15 minutes",
        Quota.SIGN_IN_ACCOUNT: "100/hour",
        Quota.SIGN_IN_CLIENT: "100/15 minutes",
        Quota.CODE: "5/15 minutes",
        Quota.SIGN_UP: "20/hour",
        Quota.LETTERS: "5/hour",
        Quota.LETTERS_CLIENT: "30/hour",
        Quota.LINKS: "60/hour",
        Quota.REFRESH: "600/hour",
        Quota.SEARCH: "120/minute",
        Quota.PROPOSALS: "60/hour",
    }
)

DEMO: Final[Mapping[Quota, str]] = MappingProxyType(
    {
        **RATES,
        Quota.SIGN_IN_CLIENT: "5000/15 minutes",
        Quota.SIGN_UP: "10000/hour",
        Quota.LETTERS_CLIENT: "5000/hour",
        Quota.LINKS: "5000/hour",
        Quota.REFRESH: "10000/hour",
        Quota.SEARCH: "1000000/minute",
        Quota.PROPOSALS: "5000/hour",
    }
)
"""Many testers share one address there; guessing at one account is no easier."""

_RATE: Final = re.compile(r"[1-9][0-9]{0,6}/([1-9][0-9]{0,3} ?)?(second|minute|hour|day)s?")


def changed(text: str) -> dict[Quota, str]:
    """The quotas that a setting names. Raises ValueError."""
    pairs = [pair.partition("=") for pair in filter(None, map(str.strip, text.split(",")))]
    for name, _, rate in pairs:
        if name.strip() not in set(Quota):
            raise ValueError(f"there is no quota {name.strip()!r}: {', '.join(Quota)}")
        if not _RATE.fullmatch(rate.strip()):
            raise ValueError(f"{name.strip()} must be a number and a time, such as 10/15 minutes")
    return {Quota(name.strip()): rate.strip() for name, _, rate in pairs}
