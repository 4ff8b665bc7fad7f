"""Models that are built when they are first used, perhaps by several threads at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from pydantic import ValidationError

from upclone.entrypoints.api.schemas import Amount, Body

AT_ONCE = 16


@pytest.mark.parametrize("again", range(5))
def test_the_first_of_a_body_may_come_many_at_once(again: int):
    class Nested(Body):
        amount: Amount

    class Asked(Body):
        count: int
        parts: list[Nested]

    assert not Asked.__pydantic_complete__, "or there is nothing to see here"
    together = Barrier(AT_ONCE)

    def first(number: int) -> Asked | str:
        together.wait()
        try:
            part = {"amount": {"amount_minor": 100 + again, "currency": "EUR"}}
            return Asked.model_validate({"count": number, "parts": [part]} | ({"odd": 1} if number % 2 else {}))
        except ValidationError as no:
            return str(no.errors()[0]["type"])

    with ThreadPoolExecutor(AT_ONCE) as threads:
        found = list(threads.map(first, range(AT_ONCE)))
    assert [each if isinstance(each, str) else each.count for each in found] == [
        "extra_forbidden" if number % 2 else number for number in range(AT_ONCE)
    ]
