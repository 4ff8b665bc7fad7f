"""Jobs are posted, read, bid on, negotiated and taken; some are offered to one person, some end without anybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from attrs import evolve

from upclone.application.deals.contracts import Offered
from upclone.domain.market.briefs import Brief, Payment, Visibility
from upclone.domain.market.rounds import Ask
from upclone.domain.market.rounds import Step as Planned
from upclone.domain.money import Money
from upclone.entrypoints.cli.demo.market.cast import Person, words
from upclone.entrypoints.cli.demo.market.plan import Bid, Fate, Kind
from upclone.entrypoints.cli.demo.market.town import Step, Town

HOUR = timedelta(hours=1)


def steps(fate: Fate, present: datetime) -> Iterator[Step]:
    """Everything up to the contract, or to the end of a job without one."""
    posted, number = present - fate.posted, fate.wish.number
    if fate.kind is Kind.DIRECT:
        yield Step(posted, f"offer {number}", partial(_offer, fate))
        if number % 3:
            yield Step(posted + 30 * HOUR, f"answers {number}", partial(_answer_offer, fate, number % 3 == 1))
        return
    yield Step(posted, f"post {number}", partial(_post, fate))
    for place, guest in enumerate(fate.guests):
        yield Step(posted + (3 + place) * HOUR, f"invite {number} {place}", partial(_invite, fate, guest))
        if place != 1:  # one of three never answers
            at = min(posted + (26 + 20 * place) * HOUR, present - HOUR)
            yield Step(at, f"invited {number} {place}", partial(_answer_invitation, fate, guest, place))
    for place, bid in enumerate(fate.bids):
        yield from _bidding(fate, bid, place, posted, present)
    yield from _ending(fate, posted, present)


def _bidding(fate: Fate, bid: Bid, place: int, posted: datetime, present: datetime) -> Iterator[Step]:
    number, at = fate.wish.number, posted + bid.after
    last = posted + fate.taken - 2 * HOUR if fate.kind is Kind.HIRED else present - HOUR
    yield Step(at, f"bid {number} {place}", partial(_bid, fate, bid, place))
    for turn in range(1, bid.rounds):
        at = min(at + 16 * HOUR, last - (bid.rounds - turn) * HOUR / 4)
        yield Step(at, f"round {number} {place} {turn}", partial(_counter, fate, bid, place, turn))
    if bid.end:
        yield Step(min(at + 20 * HOUR, last), f"ends {number} {place}", partial(_end_bid, fate, bid, place))


def _ending(fate: Fate, posted: datetime, present: datetime) -> Iterator[Step]:
    number, age = fate.wish.number, present - posted
    if fate.kind is Kind.HIRED:
        yield Step(posted + fate.taken, f"hire {number}", partial(_hire, fate))
    elif fate.kind in (Kind.PAUSED, Kind.CLOSED, Kind.REMOVED):
        yield Step(posted + min(age * 0.8, timedelta(days=25)), f"{fate.kind} {number}", partial(_stop, fate))
    elif fate.kind is Kind.REJECTED:
        yield Step(posted + 9 * HOUR, f"rejected {number}", partial(_stop, fate))


# ------------------------------------------------------------------------------------------------------------ jobs


def brief(fate: Fate) -> Brief:
    """What the client writes."""
    wish, chance = fate.wish, fate.chance("brief")
    said = words()[wish.client.language]
    parts = [wish.text, wish.client.said["about"], chance.choice(said["how"])]
    if fate.kind in (Kind.PENDING, Kind.REJECTED):
        parts.append(said["elsewhere"][wish.number % len(said["elsewhere"])])
    return Brief(
        title=wish.title,
        description="\n\n".join(parts),
        payment=wish.payment,
        budget=wish.price,
        budget_from=_rounded(wish.price, 75) if chance.random() < 0.4 else None,
        category=wish.category,
        skills=wish.skills,
        level=wish.level,
        duration=wish.duration,
        questions=tuple(said["questions"][:1]) if chance.random() < 0.3 else (),
        visibility=Visibility.INVITED if fate.kind is Kind.INVITED else Visibility.PUBLIC,
        language=wish.client.language,
    )


def _post(fate: Fate, town: Town) -> None:
    job = town.doors.jobs.post(town.actor(fate.wish.client), brief(fate), draft=fate.kind is Kind.DRAFT)
    town.ids[f"job {fate.wish.number}"] = job.id


def _stop(fate: Fate, town: Town) -> None:
    jobs, job_id, client = town.doors.jobs, town.ids[f"job {fate.wish.number}"], town.actor(fate.wish.client)
    said = words()["staff"]
    if fate.kind is Kind.PAUSED:
        jobs.pause(client, job_id)
    elif fate.kind is Kind.CLOSED:
        jobs.close(client, job_id)
    elif fate.kind is Kind.REMOVED:
        jobs.remove(town.staff("moderator"), job_id, said["remove"])
        town.wrote(town.staff("moderator"), "/jobs/{}/remove", str(job_id), said["remove"])
    else:
        jobs.reject(town.staff("moderator"), job_id, said["reject"])
        town.wrote(town.staff("moderator"), "/jobs/{}/reject", str(job_id), said["reject"])


def _invite(fate: Fate, guest: Person, town: Town) -> None:
    text = fate.chance(guest.name).choice(words()[fate.wish.client.language]["invite"])
    message = text.format(name=guest.name.split()[0])
    job_id = town.ids[f"job {fate.wish.number}"]
    sent = town.doors.invitations.send(town.actor(fate.wish.client), job_id, town.ids[guest.email], message)
    town.ids[f"invitation {fate.wish.number} {guest.email}"] = sent.id


def _answer_invitation(fate: Fate, guest: Person, place: int, town: Town) -> None:
    """The first bids by it, the third says no."""
    if place == 0:
        _bid(fate, Bid(guest, timedelta(), 100), len(fate.bids) + place, town)
        return
    no = words()[fate.wish.client.language]["invite_no"][0]
    invitation = town.ids[f"invitation {fate.wish.number} {guest.email}"]
    town.doors.invitations.decline(town.actor(guest), invitation, no)


# ----------------------------------------------------------------------------------------------------------- bids


def _bid(fate: Fate, bid: Bid, place: int, town: Town) -> None:
    price = _rounded(fate.wish.price, bid.percent)
    asked = brief(fate).questions
    answers = tuple(fate.chance(bid.by.name).choice(words()[bid.by.language]["middle"][2:]) for _ in asked)
    made = town.doors.proposals.bid(
        town.actor(bid.by),
        town.ids[f"job {fate.wish.number}"],
        price,
        letter(fate, bid.by),
        plan_of(fate, price),
        20 if fate.wish.payment is Payment.HOURLY else None,
        answers=tuple(_filled(answer, fate, bid.by) for answer in answers),
    )
    town.ids[f"bid {fate.wish.number} {place}"] = made.id


def letter(fate: Fate, by: Person) -> str:
    """A cover letter of three parts, in the language of the job."""
    chance, said = fate.chance(by.name), words()[fate.wish.client.language]
    parts = (chance.choice(said[part]) for part in ("opening", "middle", "closing"))
    return "\n\n".join(_filled(part, fate, by) for part in parts)


def _filled(text: str, fate: Fate, by: Person) -> str:
    skill, years = next((each for each in by.skills if each[0] in fate.wish.skills), by.skills[0])
    return text.format(client=fate.wish.client.name.split()[0], title=fate.wish.title, skill=skill, years=years)


def plan_of(fate: Fate, price: Money) -> tuple[Planned, ...]:
    """The price in milestones: as many as its script plays."""
    if fate.wish.payment is Payment.HOURLY:
        return ()
    chance = fate.chance("plan")
    count = fate.script.milestones if fate.script else chance.choice((1, 2, 2, 3))
    titles = [*words()[fate.wish.client.language]["steps"]]
    named = titles[:count] if count > 1 else [fate.wish.title]
    named += [f"{titles[-1]} {extra}" for extra in range(2, 2 + count - len(named))]
    parts = price.split([3, *[4] * (count - 1)])
    return tuple(Planned(title, part) for title, part in zip(named, parts, strict=True))


def _counter(fate: Fate, bid: Bid, place: int, turn: int, town: Town) -> None:
    """The client first, then the freelancer, and so on; the client of a job that is filled takes the last."""
    by_client = turn % 2 == 1
    side = fate.wish.client if by_client else bid.by
    percent = bid.percent - (8 if by_client else 3)
    price = _rounded(fate.wish.price, percent)
    said = words()[fate.wish.client.language]["counter_client" if by_client else "counter_freelancer"]
    ask = Ask(price, plan_of(fate, price) or None, note=fate.chance(f"note {turn}").choice(said))
    town.doors.proposals.counter(town.actor(side), town.ids[f"bid {fate.wish.number} {place}"], ask)


def _end_bid(fate: Fate, bid: Bid, place: int, town: Town) -> None:
    doors, id = town.doors.proposals, town.ids[f"bid {fate.wish.number} {place}"]
    client = town.actor(fate.wish.client)
    if bid.end == "shortlisted":
        doors.shortlist(client, id)
    elif bid.end == "withdrawn":
        doors.withdraw(town.actor(bid.by), id)
    else:
        doors.decline(client, id, fate.chance("no").choice(words()[fate.wish.client.language]["decline"]))


def _hire(fate: Fate, town: Town) -> None:
    number, script = fate.wish.number, fate.script
    assert script is not None
    hourly = {"review_days": 10 if "question" in script.verbs else 3, "answer_days": 10} if script.hourly else {}
    terms: dict[str, Any] = {**hourly, "kill_fee_basis_points": 2_000 if number % 2 else 0}
    proposal = town.ids[f"bid {number} 0"]
    made = town.doors.contracts.hire(
        town.actor(fate.wish.client), town.ids[f"job {number}"], proposal, Offered(**terms)
    )
    town.ids[f"contract {number}"] = made.id


# --------------------------------------------------------------------------------------------------- direct offers


def _offer(fate: Fate, town: Town) -> None:
    price = _rounded(fate.wish.price, 100)
    note = fate.chance("offer").choice(words()[fate.wish.client.language]["invite"])
    ask = Ask(price, plan_of(fate, price) or None, note=note.format(name=fate.guests[0].name.split()[0]))
    wanted = evolve(brief(fate), questions=())
    client, freelancer = town.actor(fate.wish.client), town.ids[fate.guests[0].email]
    made = town.doors.invitations.offer(client, freelancer, wanted, ask)
    town.ids |= {f"offer {fate.wish.number}": made.id, f"job {fate.wish.number}": made.job_id}


def _answer_offer(fate: Fate, accepts: bool, town: Town) -> None:
    offer, freelancer = town.ids[f"offer {fate.wish.number}"], town.actor(fate.guests[0])
    if accepts:
        town.ids[f"contract {fate.wish.number}"] = town.doors.contracts.accept(freelancer, offer).id
    else:
        town.doors.proposals.decline(freelancer, offer, words()[fate.wish.client.language]["invite_no"][0])


def _rounded(price: Money, percent: int) -> Money:
    """So many percent, in whole tens of the currency or, where it is little, in whole ones."""
    least = 1_000 if price.amount_minor > 20_000 else 100
    return Money(max(price.amount_minor * percent // 100 // least, 1) * least, price.currency)
