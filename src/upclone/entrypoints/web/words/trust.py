"""What the wing `trust` calls things on pages.

STATES with their tones, TERMS of fixed lists, ACTS by operation, EVENTS by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final

from upclone.entrypoints.web.words.tones import Act, States

STATES: Final[tuple[States, ...]] = ()
TERMS: Final[tuple[Mapping[StrEnum, Any], ...]] = ()
ACTS: Final[Mapping[Callable[..., Any], Act]] = {}
EVENTS: Final[Mapping[str, Any]] = {}
