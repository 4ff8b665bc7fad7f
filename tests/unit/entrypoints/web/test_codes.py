"""Whatever the code has a name for has its words on pages: none is shown as the code calls it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from upclone.adapters.sandbox.tokens import PAYMENTS, PAYOUTS, Token
from upclone.application.payments.withdrawals import Why
from upclone.application.ports.documents import Side
from upclone.application.reads.dashboards import Need
from upclone.domain import actors
from upclone.domain.machine import Process
from upclone.domain.market.rounds import Change
from upclone.domain.processes import PROCESSES
from upclone.domain.trust import activity
from upclone.entrypoints.api.app import FEATURES
from upclone.entrypoints.web.words import lexicon, outcomes, payments_tokens

OTHERWISE = {Need, Why, Side, Change, activity.Kind, actors.Role}
"""Kinds with words of their own, or that no page shows; of roles some never act under a name."""


def kinds(shape: Any, seen: set[Any]) -> Iterator[type[StrEnum]]:
    """Every fixed list of which a shape can hold a value."""
    if isinstance(shape, type) and issubclass(shape, StrEnum):
        yield shape
    elif isinstance(shape, type) and issubclass(shape, BaseModel) and shape not in seen:
        seen.add(shape)
        for field in shape.model_fields.values():
            yield from kinds(field.annotation, seen)
    for part in get_args(shape):
        yield from kinds(part, seen)


def answered() -> set[type[StrEnum]]:
    """Those of all answers, which are what pages are made of."""
    seen: set[Any] = set()
    return {kind for feature in FEATURES for route in feature.routes for kind in kinds(route.shape, seen)}


@pytest.mark.parametrize("process", PROCESSES.values(), ids=PROCESSES)
def test_every_process_is_said_in_words(process: Process) -> None:
    """What it is called, each of its states, and what the clock will do."""
    assert process.name in outcomes.PROCESS_WORDS
    assert [state for state in process.states if (process.states, str(state)) not in lexicon.STATES] == []
    assert [move for move in process.deadlines.values() if (type(move), str(move)) not in lexicon.TERMS] == []


def test_every_value_of_an_answer_has_its_word() -> None:
    """A state's, or a term's."""
    found = answered() - OTHERWISE
    assert len(found) > 30
    assert [
        (kind.__qualname__, str(value))
        for kind in found
        for value in kind
        if (kind, str(value)) not in lexicon.STATES and (kind, str(value)) not in lexicon.TERMS
    ] == []


@pytest.mark.parametrize(
    ("table", "said"),
    [(PAYMENTS, payments_tokens.CARDS), (PAYOUTS, payments_tokens.ACCOUNTS)],
    ids=["cards", "accounts"],
)
def test_every_token_of_the_sandbox_is_a_sentence(table: Mapping[str, Token], said: Mapping[str, Any]) -> None:
    """As the sandbox's own table says it."""
    assert {name: str(words) for name, words in said.items()} == {name: each.says for name, each in table.items()}


def test_every_operation_that_changes_something_has_its_words() -> None:
    """Whatever it is: an operator may do it, and then it stands in the audit log."""
    moves = [route for feature in FEATURES for route in feature.routes if route.is_move]
    assert [f"{route.method} {route.rule}" for route in moves if route.function not in lexicon.ACTS] == []
