"""Forms that are made from what a move needs: each field has its label, in the reader's language."""

from collections.abc import Iterator
from importlib.resources import files

import pytest

from upclone.entrypoints.acts import ACTS
from upclone.entrypoints.api.app import FEATURES
from upclone.entrypoints.api.routing import Route
from upclone.entrypoints.web.admin.approvals import MAY_BE_TOLD
from upclone.entrypoints.web.moves import fields_of, form_name
from upclone.entrypoints.web.words import fields, lexicon
from upclone.entrypoints.web.words.trust_acts import BY_TWO

TEMPLATES = files("upclone.entrypoints.web") / "templates" / "moves"


def plain_forms() -> Iterator[Route]:
    """Moves of one object that have neither a page nor a form of their own."""
    for route in (route for feature in FEATURES for route in feature.routes):
        if not route.is_move or route.secures or "form" in route.takes or "<uuid:" not in route.rule:
            continue
        if not lexicon.act(route.function).page and not (TEMPLATES / form_name(route)).is_file():
            yield route


@pytest.mark.parametrize("route", [*plain_forms()], ids=lambda route: f"{route.method} {route.rule}")
def test_every_field_has_its_word(route: Route) -> None:
    """None is called as the code calls it; to choose from values takes a form of its own, with their words."""
    assert [field.name for field in fields_of(route) if field.name not in fields.WORDS] == []
    assert [field.name for field in fields_of(route) if field.kind == "choice"] == []


def test_plain_forms_are_found() -> None:
    """The test above has something to test."""
    assert {"suspend", "question", "approve"} <= {route.function.__name__ for route in plain_forms()}


@pytest.mark.parametrize("act", ACTS)
def test_every_act_for_two_has_its_words(act: str) -> None:
    """Its name, and what it is told."""
    assert act in BY_TWO
    assert [name for name in (*ACTS[act][1], *MAY_BE_TOLD.get(act, ())) if name not in fields.WORDS] == []
