"""Contracts by the hour: how they are charged, time on every working day, and what is questioned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from upclone.domain.deals import commitments, hours, timesheets
from upclone.domain.deals.hours import TimeEntry
from upclone.entrypoints.cli.demo.market.cast import words
from upclone.entrypoints.cli.demo.market.people import GATEWAY
from upclone.entrypoints.cli.demo.market.plan import Fate
from upclone.entrypoints.cli.demo.market.town import Step, Town
from upclone.entrypoints.cli.demo.market.working import Scene

DAY: Final = timedelta(days=1)
HOUR: Final = timedelta(hours=1)
MOST: Final = 17
"""Hours a week: below what was agreed, so that there is room for a timer."""

TIMED: Final = 0.8
"""Of so many days the time was measured; of the others it was written down by hand."""

APART: Final = 10
"""Minutes: in each span of so many, activity is sampled once."""


def steps(fate: Fate, present: datetime) -> Iterator[Step]:
    """From the offer on."""
    script, number = fate.script, fate.wish.number
    assert script is not None
    signed = present - fate.posted + fate.taken + 4 * HOUR
    ends = signed + timedelta(weeks=script.weeks)
    yield Step(signed, f"signs {number}", partial(_sign, fate))
    if "bill" in script.verbs or "charge_fails" in script.verbs:
        token = "tok_declined" if "charge_fails" in script.verbs else "tok_instant"
        yield Step(signed + HOUR, f"bills {number}", partial(_bill, fate, token))
    if "charge_fails" not in script.verbs:
        yield from _days(fate, signed, min(ends, present))
    special = [verb for verb in script.verbs if verb in _SPECIAL]
    for place, verb in enumerate(special):
        at = present - 20 * HOUR + place * 3 * HOUR if verb != "timer" else present - HOUR * 1.3
        yield Step(at, f"{verb} {number}", partial(_special, fate, verb))
    if "complete" in script.verbs:
        yield Step(ends + 16 * DAY, f"completes {number}", partial(_complete, fate))


def _days(fate: Fate, signed: datetime, ends: datetime) -> Iterator[Step]:
    day = signed.replace(hour=9, minute=0, second=0, microsecond=0) + DAY
    while day + 12 * HOUR < ends:
        chance = fate.chance(f"{day - signed}")
        if day.isoweekday() < 6 and chance.random() < 0.8:
            minutes = chance.randrange(90, MOST * 12, 15)
            began, name = day + HOUR, f"{fate.wish.number} {(day.date() - signed.date()).days}"
            ended = began + timedelta(minutes=minutes)
            if chance.random() < TIMED:
                yield Step(began, f"begins {name}", partial(_begin, fate, began))
                yield Step(ended, f"stops {name}", partial(_stop, fate))
            else:
                yield Step(ended + timedelta(minutes=35), f"logs {name}", partial(_log, fate, began, minutes))
        day += DAY


def _sign(fate: Fate, town: Town) -> None:
    on = Scene(fate, town)
    on.doors.contracts.sign(on.client, town.ids[on.name], None)
    on.doors.contracts.sign(on.freelancer, town.ids[on.name], None)


def _bill(fate: Fate, token: str, town: Town) -> None:
    on = Scene(fate, town)
    on.doors.timesheets.set_billing(on.client, town.ids[on.name], GATEWAY, token)


def _begin(fate: Fate, began: datetime, town: Town) -> None:
    on = Scene(fate, town)
    on.doors.hours.start(on.freelancer, town.ids[on.name], _memo(fate, began))


def _stop(fate: Fate, town: Town) -> None:
    """With samples of what was done meanwhile, as a freelancer's own tool commits to them."""
    on = Scene(fate, town)
    entry = on.doors.hours.stop(on.freelancer, town.ids[on.name])
    taken = [_sample(fate, entry.started_at, number) for number in range(entry.minutes // APART)]
    made = tuple(commitments.commit(salt, commitments.moment(minute), count) for salt, minute, count in taken)
    if made:
        on.doors.hours.commit(on.freelancer, entry.id, made)


def _sample(fate: Fate, began: datetime, number: int) -> tuple[str, datetime, int]:
    """One minute of work: the salt that hides it, when it was, and how many keys and clicks. Always the same."""
    chance = fate.chance(f"sample {began.isoformat()} {number}")
    minute = began + timedelta(minutes=number * APART + chance.randrange(APART))
    return f"{chance.getrandbits(96):024x}", minute, chance.randrange(20, 240)


def _memo(fate: Fate, began: datetime) -> str:
    said: list[str] = words()[fate.wish.client.language]["memos"]
    return fate.chance(began.isoformat()).choice(said)


def _log(fate: Fate, began: datetime, minutes: int, town: Town) -> None:
    on = Scene(fate, town)
    span = (began, began + timedelta(minutes=minutes))
    on.doors.hours.log(on.freelancer, town.ids[on.name], span, _memo(fate, began), on.say("by_hand"))


def _complete(fate: Fate, town: Town) -> None:
    on = Scene(fate, town)
    on.doors.contracts.complete(on.client, town.ids[on.name])


def _special(fate: Fate, verb: str, town: Town) -> None:
    on = Scene(fate, town)
    if verb == "timer":
        on.doors.hours.start(on.freelancer, town.ids[on.name], on.say("memos"))
        return
    entry = _entry(on, hours.State.LOGGED if verb == "question" else _SPECIAL[verb])
    if verb == "question":
        on.doors.hours.question(on.client, entry.id, on.say("question"))
    elif verb == "stand_by":
        if entry.samples:
            on.doors.hours.reveal(on.freelancer, entry.id, 1, *_sample(fate, entry.started_at, 0))
        on.doors.hours.stand_by(on.freelancer, entry.id, on.say("stand_by"))
    elif verb == "withdraw_hours":
        on.doors.hours.withdraw(on.freelancer, entry.id)
    else:
        on.doors.hours.rule(on.admin, entry.id, False, words()["staff"]["ruling"])


def _entry(on: Scene, state: hours.State) -> TimeEntry:
    """The first one in that state, of a week under review."""
    with on.doors.unit_of_work() as work:
        sheets = work.timesheets.of(on.town.ids[on.name])
        reviewed = [each for each in sheets if each.state is timesheets.State.IN_REVIEW]
        found = [entry for sheet in reviewed for entry in work.time_entries.of(sheet.id) if entry.state is state]
    return found[0]


_SPECIAL: Final = {
    "question": hours.State.LOGGED,
    "stand_by": hours.State.QUESTIONED,
    "withdraw_hours": hours.State.QUESTIONED,
    "rule_out": hours.State.DISPUTED,
    "timer": hours.State.RUNNING,
}
"""Word → the state of the entry that it is about."""
