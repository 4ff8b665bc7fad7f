"""What is said of one setting, and of a group of them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from attrs import field, frozen


class Unit(StrEnum):
    """What a figure counts."""

    DAYS = "days"
    MINUTES = "minutes"
    SECONDS = "seconds"
    MILLISECONDS = "milliseconds"
    MIB = "MiB"
    A_DAY = "a day"
    MIB_A_DAY = "MiB a day"


@frozen
class About:
    """A setting's title and what it does, in a sentence or two; `unset` is what holds where it has no value of its own,
    and `values` are words for values that are words of the code."""

    title: Any
    says: Any
    unit: Unit | None = None
    unset: Any = ""
    values: Mapping[str, Any] = field(factory=dict)


@frozen
class Group:
    """Settings of one subject, by the names of their fields."""

    title: Any
    icon: str
    settings: Mapping[str, About]
