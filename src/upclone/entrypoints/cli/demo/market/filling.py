"""Playing the story: every step once, whoever stopped it before."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from upclone.application.ports.store import Answer
from upclone.entrypoints.cli.demo.market import hiring, lives, office, people, weeks, working
from upclone.entrypoints.cli.demo.market.plan import ALL, Plan, plan
from upclone.entrypoints.cli.demo.market.town import Step, Town
from upclone.entrypoints.history import History
from upclone.entrypoints.web.people.demo_accounts import ACCOUNTS

STORY: Final = UUID(int=0xDE30)
"""Whose the steps are, among the requests that have their effect once."""

BEGINNING: Final = "the beginning"
END: Final = "the end"

Progress = Callable[[int, int], None]


def fill(history: History, progress: Progress, jobs: int = ALL) -> bool:
    """Play what was not played yet, and leave the clock at the present; whether there was anything to play.

    What was played is known for a day, and longer where nobody serves the market meanwhile. A market that is older
    than that is left as it is."""
    town = Town(history.doors)
    opened = _opened(town)
    if opened and not (_known(town, BEGINNING) and not _known(town, END)):
        return False
    begins, present = history.clock.now(), history.present
    kept = _once(town, BEGINNING, lambda: {"begins": begins.isoformat(), "present": present.isoformat()})
    begins, present = (datetime.fromisoformat(kept[name]) for name in ("begins", "present"))
    story = steps(plan(jobs), begins, present)
    played = _replay(town, story) if opened else 0
    for number, step in enumerate(story[played:], start=played):
        history.go_on(step.at)
        _take(town, step)
        progress(number + 1, len(story))
    history.end()
    _once(town, END, dict)
    return True


def steps(of: Plan, begins: datetime, present: datetime) -> list[Step]:
    """The whole story, in its order."""
    return sorted(_told(of, begins, present), key=lambda step: step.at)


def _told(of: Plan, begins: datetime, present: datetime) -> Iterator[Step]:
    yield from people.steps(of.people, begins, present)
    for fate in of.fates:
        yield from hiring.steps(fate, present)
        if fate.script is not None:
            yield from weeks.steps(fate, present) if fate.script.hourly else working.steps(fate, present)
    yield from lives.steps(of.people, present)
    yield from office.steps(of.fates, present)


def _replay(town: Town, story: list[Step]) -> int:
    """Steps that were played give their names, and change nothing any more; how many they are."""
    for number, step in enumerate(story):
        if not _known(town, step.key):
            return number
        _take(town, step)
    return len(story)


def _take(town: Town, step: Step) -> None:
    before = dict(town.ids)

    def act() -> dict[str, str]:
        step.act(town)
        return {name: str(id) for name, id in town.ids.items() if before.get(name) != id}

    town.ids |= {name: UUID(id) for name, id in _once(town, step.key, act).items()}


class _Unknown(Exception):
    """It was not played."""


def _known(town: Town, key: str) -> bool:
    def perform() -> Answer:
        raise _Unknown

    try:
        town.doors.requests.once(STORY, key, "", perform)
    except _Unknown:
        return False
    return True


def _once(town: Town, key: str, act: Callable[[], dict[str, str]]) -> dict[str, str]:
    def perform() -> Answer:
        return Answer(200, json.dumps(act()).encode(), "application/json")

    kept: dict[str, str] = json.loads(town.doors.requests.once(STORY, key, "", perform)[0].body)
    return kept


def _opened(town: Town) -> bool:
    """Whether one of the people is there."""
    with town.doors.unit_of_work() as work:
        return any(work.accounts.by_email(account.email) is not None for account in ACCOUNTS)
