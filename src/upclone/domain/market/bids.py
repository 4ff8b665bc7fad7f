"""Bids and direct offers: terms that one side puts on the table, changes, and answers with others."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import evolve, frozen

from upclone.domain.actors import Actor, Parties, Role
from upclone.domain.errors import Invalid
from upclone.domain.events import Event
from upclone.domain.machine import step
from upclone.domain.market.jobs import Job
from upclone.domain.market.proposals import MOVES, Answer, Move, Proposal, State, event_facts, permit
from upclone.domain.market.rounds import Ask, Round, differences, following, opening, same_terms
from upclone.domain.money import Money
from upclone.domain.text import text


@frozen(kw_only=True)
class ProposalSubmitted(Event):
    """A freelancer bids."""

    job_id: UUID
    price: Money


@frozen(kw_only=True)
class DirectOfferMade(Event):
    """A client offers work to a freelancer who did not ask for it."""

    job_id: UUID
    price: Money


@frozen(kw_only=True)
class ProposalEdited(Event):
    """Whoever made the last offer changed it, or what goes with it; `changed` names the parts."""

    job_id: UUID
    number: int
    price: Money
    changed: tuple[str, ...]


@frozen(kw_only=True)
class ProposalCountered(Event):
    """The other side answers with terms of its own; `changed` names what differs."""

    job_id: UUID
    number: int
    price: Money
    changed: tuple[str, ...]


def submit(
    id: UUID,
    job: Job,
    by: Actor,
    ask: Ask,
    cover_letter: str,
    answers: tuple[str, ...],
    attachments: tuple[UUID, ...],
    at: datetime,
) -> tuple[Proposal, ProposalSubmitted]:
    """Bid on a job. The job's own table says whether it takes bids from `by`."""
    assert by.id is not None
    proposal = Proposal(
        id=id,
        job_id=job.id,
        parties=Parties(client=job.client_id, freelancer=by.id),
        cover_letter=_letter(cover_letter),
        rounds=(opening(job, Role.FREELANCER, ask, at),),
        state=State.SUBMITTED,
        created_at=at,
        answers=answered(job, answers),
        attachments=attachments,
    )
    return proposal, ProposalSubmitted(**event_facts(proposal, by, at), price=proposal.price)


def offer(
    id: UUID, job: Job, freelancer_id: UUID, by: Actor, ask: Ask, at: datetime
) -> tuple[Proposal, DirectOfferMade]:
    """Offer work to a freelancer, on a job that was made for it. Raises Invalid where they are the client."""
    if freelancer_id == job.client_id:
        raise Invalid("freelancer_id", "must be somebody else than you")
    proposal = Proposal(
        id=id,
        job_id=job.id,
        parties=Parties(client=job.client_id, freelancer=freelancer_id),
        cover_letter="",
        rounds=(opening(job, Role.CLIENT, ask, at),),
        state=State.COUNTERED,
        created_at=at,
    )
    return proposal, DirectOfferMade(**event_facts(proposal, by, at), price=proposal.price)


def edit(
    proposal: Proposal,
    job: Job,
    by: Actor,
    ask: Ask,
    at: datetime,
    cover_letter: str | None = None,
    answers: tuple[str, ...] | None = None,
    attachments: tuple[UUID, ...] | None = None,
) -> tuple[Proposal, ProposalEdited]:
    """Change one's own last offer: terms, note or validity make a new round; what goes with it is replaced.

    Raises Invalid where nothing would change, or where a client would write what is the freelancer's."""
    role = permit(proposal, job, Move.EDIT, by)
    texts = _texts(proposal, job, role, cover_letter, answers, attachments)
    last, new = proposal.table, following(job, proposal.table, role, ask, at)
    changed = [name for name, value in texts.items() if getattr(proposal, name) != value]
    noted = bool(new.note) and new.note != last.note
    extended = ask.valid_until is not None and new.valid_until != last.valid_until
    if noted or extended or not same_terms(last, new):
        changed += [*_changed(last, new), *(["note"] if noted else [])]
        texts["rounds"] = (*proposal.rounds, new)
    if not changed:
        raise Invalid("body", "must change something")
    edited = evolve(proposal, **texts)
    facts = event_facts(edited, by, at)
    return edited, ProposalEdited(**facts, number=edited.table.number, price=edited.price, changed=tuple(changed))


def counter(proposal: Proposal, job: Job, by: Actor, ask: Ask, at: datetime) -> tuple[Proposal, ProposalCountered]:
    """Answer the other side's last offer with terms of one's own. Raises Invalid where they are the same."""
    role = permit(proposal, job, Move.COUNTER, by)
    state = step(MOVES, proposal, Move.COUNTER, role)
    answer = following(job, proposal.table, role, ask, at)
    if same_terms(proposal.table, answer):
        raise Invalid("body", "must ask for something else than the offer on the table: that one you can accept")
    changed = _changed(proposal.table, answer)
    countered = evolve(proposal, state=state, rounds=(*proposal.rounds, answer))
    facts = event_facts(proposal, by, at)
    return countered, ProposalCountered(**facts, number=answer.number, price=answer.price, changed=changed)


def answered(job: Job, answers: tuple[str, ...]) -> tuple[Answer, ...]:
    """Every question with its answer. Raises Invalid where one has none."""
    questions = job.brief.questions
    if len(answers) != len(questions):
        raise Invalid("answers", f"must be one for each of the job's {len(questions)} questions, in their order")
    return tuple(
        Answer(question, text(answer, f"answers.{index}", 5_000))
        for index, (question, answer) in enumerate(zip(questions, answers, strict=True))
    )


def _texts(
    proposal: Proposal,
    job: Job,
    role: Role,
    cover_letter: str | None,
    answers: tuple[str, ...] | None,
    attachments: tuple[UUID, ...] | None,
) -> dict[str, Any]:
    given = {"cover_letter": cover_letter, "answers": answers, "attachments": attachments}
    written: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if role is not Role.FREELANCER and written:
        raise Invalid(min(written), "is the freelancer's")
    if cover_letter is not None:
        written["cover_letter"] = _letter(cover_letter)
    if answers is not None:
        written["answers"] = answered(job, answers)
    return written


def _letter(cover_letter: str) -> str:
    return text(cover_letter, "cover_letter", 10_000, shortest=0)


def _changed(a: Round, b: Round) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.field for each in differences(a, b)))
