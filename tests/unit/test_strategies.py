"""The strategies themselves: what they leave out, no other test can find."""

import sys
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings

from tests import strategies
from upclone.domain.events import Event
from upclone.domain.payments.ledger import Entry

SEARCH = settings(phases=[Phase.generate], max_examples=1_000, database=None)  # the first one found is good enough
STATES = [
    pytest.param(kind, state, id=f"{kind.__name__}-{state}")
    for kind in strategies.OBJECTS
    for state in sys.modules[kind.__module__].State
]


@pytest.mark.parametrize(("kind", "state"), STATES)
def test_every_object_comes_in_every_state(kind: type[Any], state: StrEnum):
    """A round trip that passes has seen every state."""
    found = find(strategies.OBJECTS[kind], lambda each: each.state is state, settings=SEARCH)
    assert found.state is state


@given(strategies.entries())
def test_entries_are_balanced(entry: Entry):
    """They could not be built otherwise; they also touch each account once."""
    assert len({posting.account for posting in entry.postings}) == len(entry.postings) >= 2


@pytest.mark.parametrize("kind", strategies.EVENTS, ids=lambda kind: kind.__name__)
def test_every_event_can_be_made(kind: type[Event]):
    """Each field has a strategy; a new event needs none of its own."""
    assert type(find(strategies.EVENTS[kind], lambda event: True, settings=SEARCH)) is kind
