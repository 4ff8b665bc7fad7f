"""Lists: pages that neither skip nor repeat, at a constant cost."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import get_ident
from typing import Any

import pytest

from tests.api_world import Person, World
from upclone.adapters.postgres.cursors import Swift


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The statements that this thread sends meanwhile: jobs that were started by other tests send theirs."""
    sent: list[str] = []
    execute = Swift.execute
    mine = get_ident()

    def counting(self: Swift, query: str, *rest: Any, **options: Any) -> Swift:
        if get_ident() == mine:
            sent.append(str(query))
        return execute(self, query, *rest, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Swift, "execute", counting)
        yield sent


def walked(person: Person, path: str, limit: int) -> list[str]:
    """The ids of every page."""
    found: list[str] = []
    cursor = ""
    for _ in range(100):
        page = person.sees(f"{path}{'&' if '?' in path else '?'}limit={limit}{cursor}")
        assert len(page["items"]) <= limit
        found += [str(row.get("id") or row.get("seq")) for row in page["items"]]
        if page["next_cursor"] is None:
            return found
        cursor = f"&cursor={page['next_cursor']}"
    raise AssertionError("the pages have no end")


@pytest.fixture(scope="module")
def contract(world: World) -> str:
    for _ in range(5):
        world.disputed()
    made = world.funded(2)
    for milestone in made["milestones"][:2]:
        world.client.does(f"/milestones/{milestone['id']}/approve")
    for _ in range(5):
        world.freelancer.does(
            "/payouts", {"amount": {"amount_minor": 100, "currency": "EUR"}, "destination": "acct_ok"}
        )
    return str(made["id"])


@pytest.mark.parametrize(
    "path", ["/jobs", "/contracts", "/disputes", "/proposals", "/payouts", "/contracts/{}/history"]
)
def test_pages_cover_the_list(world: World, contract: str, path: str):
    """Any page size walks through the same rows, newest first (histories: oldest first), each once."""
    where = path.format(contract)
    whole = walked(world.freelancer, where, 100)
    assert len(set(whole)) == len(whole) >= 5
    for limit in (1, 2, 3):
        assert walked(world.freelancer, where, limit) == whole
    if "history" not in path:
        assert whole == sorted(whole, reverse=True)


@pytest.mark.parametrize(
    ("path", "statements"),
    [
        ("/jobs", 1),
        ("/contracts", 1),
        ("/disputes", 1),
        ("/proposals", 1),
        ("/payouts", 1),
        ("/notifications", 2),
        ("/balances", 1),
        ("/contracts/{}/history", 2),
        ("/contracts/{}", 4),
        ("/users", 1),
    ],
)
def test_the_number_of_queries_is_a_constant(
    world: World, contract: str, path: str, statements: int, monkeypatch: pytest.MonkeyPatch
):
    """S7: one to find the caller, and a fixed number for the page, however long it is."""
    where = path.format(contract)
    for limit in (1, 100):
        asked = where if "{}" in path or path == "/balances" else f"{where}?limit={limit}"
        with counted(monkeypatch) as sent:
            assert world.admin.get(asked).status_code == 200
        pages = [each for each in sent if "clock_offset" not in each]  # a demo's clock is asked for now and then
        assert len(pages) == statements + 1, pages


def test_a_cursor_of_another_kind_is_refused(world: World, contract: str):
    """A history's place is no place in a list."""
    cursor = world.freelancer.sees(f"/contracts/{contract}/history?limit=1")["next_cursor"]
    assert world.freelancer.get(f"/contracts?cursor={cursor}").status_code == 422
