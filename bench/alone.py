"""One measurement in a process of its own: what another has left in memory would slow it down."""

from __future__ import annotations

from importlib import import_module

from bench.report import Line
from upclone.entrypoints import footprint


def measured(name: str) -> list[Line]:
    """What it says, measured in a process that is set up as one that serves is."""
    footprint.give_back()
    with footprint.for_good():
        module = import_module(f"bench.{name}")
    return list(module.measure())
