"""Deals have words for everything: no operation or event is shown by its name in the code."""

from __future__ import annotations

import inspect
from types import ModuleType

import pytest

from upclone.domain.deals import (
    amendments,
    closings,
    contracts,
    deliveries,
    disputes,
    dues,
    endings,
    evidence,
    fundings,
    hours,
    interruptions,
    milestones,
    offers,
    questions,
    refunds,
    rulings,
    samples,
    settlements,
    stakes,
    timekeeping,
    timesheets,
    withholdings,
)
from upclone.domain.events import Event
from upclone.domain.payments import chargebacks, deposits, discharges, escrow, returns
from upclone.entrypoints.api.deals import contracts as contract_routes
from upclone.entrypoints.api.deals import disputes as dispute_routes
from upclone.entrypoints.api.deals import hours as hour_routes
from upclone.entrypoints.api.deals import milestones as milestone_routes
from upclone.entrypoints.api.deals import timesheets as timesheet_routes
from upclone.entrypoints.web.words import lexicon

MODULES = (contracts, milestones, disputes, hours, timesheets, escrow, chargebacks)
TELLING = (
    *MODULES,
    amendments,
    fundings,
    deliveries,
    refunds,
    withholdings,
    stakes,
    offers,
    interruptions,
    endings,
    evidence,
    settlements,
    rulings,
    timekeeping,
    samples,
    questions,
    dues,
    closings,
    deposits,
    discharges,
    returns,
)
"""Those with events, also of what has its table elsewhere."""
ROUTES = (contract_routes, milestone_routes, dispute_routes, hour_routes, timesheet_routes)


@pytest.mark.parametrize("module", TELLING, ids=lambda module: module.__name__.rpartition(".")[2])
def test_every_event_is_a_sentence(module: ModuleType) -> None:
    """A history that says TimesheetEvent tells nobody anything."""
    kinds = [kind for _, kind in inspect.getmembers(module, inspect.isclass) if issubclass(kind, Event)]
    named = {kind.__name__ for kind in kinds if kind.__module__ == module.__name__ and not kind.__subclasses__()}
    assert {name for name in named if name not in lexicon.EVENTS} == set()


@pytest.mark.parametrize("module", ROUTES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_every_move_is_offered_in_words(module: ModuleType) -> None:
    """With a title, a button, and what is said after it."""
    moves = [route.function for route in module.ROUTES.routes if route.is_move]
    assert [function.__name__ for function in moves if function not in lexicon.ACTS] == []
