"""Proposals: what a freelancer offers for a job, or a client to a freelancer, and how the two come to terms.

Either side puts terms on the table in turn (rounds.py), and whoever did not make the last ones can accept them. A bid
begins with the freelancer's terms; a direct offer, whose job exists for it alone, with the client's.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import evolve, field, frozen

from upclone.domain.actors import Actor, Parties, Role
from upclone.domain.errors import Invalid, TermsChanged
from upclone.domain.events import Event
from upclone.domain.machine import Deadline, Process, Rule, open_moves, step
from upclone.domain.market import jobs
from upclone.domain.market.jobs import Job
from upclone.domain.market.rounds import Ask, Round, differences, following, opening, same_terms
from upclone.domain.market.rounds import Step as Step
from upclone.domain.money import Money
from upclone.domain.text import text


class State(StrEnum):
    """Whose terms lie on the table, or what became of it."""

    SUBMITTED = "submitted"
    COUNTERED = "countered"
    HIRED = "hired"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    LAPSED = "lapsed"


class Move(StrEnum):
    """What can be done with it."""

    EDIT = "edit"
    SHORTLIST = "shortlist"
    UNSHORTLIST = "unshortlist"
    COUNTER = "counter"
    HIRE = "hire"
    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    LAPSE = "lapse"


def _began(proposal: Any, role: Role) -> bool:
    """you made the first offer"""
    return bool(proposal.begun_by is role)


def _was_asked(proposal: Any, role: Role) -> bool:
    """the other side made the first offer"""
    return proposal.begun_by is not role


def _listed(proposal: Any, role: Role) -> bool:
    """it is on the shortlist"""
    return bool(proposal.shortlisted)


def _unlisted(proposal: Any, role: Role) -> bool:
    """it is not on the shortlist"""
    return not proposal.shortlisted


PARTIES: Final = (Role.CLIENT, Role.FREELANCER)

MOVES: Final = {
    (State.SUBMITTED, Move.EDIT): Rule(State.SUBMITTED, by=Role.FREELANCER),
    (State.SUBMITTED, Move.COUNTER): Rule(State.COUNTERED, by=Role.CLIENT),
    (State.SUBMITTED, Move.HIRE): Rule(State.HIRED, by=Role.CLIENT),
    (State.SUBMITTED, Move.SHORTLIST): Rule(State.SUBMITTED, by=Role.CLIENT, when=_unlisted),
    (State.SUBMITTED, Move.UNSHORTLIST): Rule(State.SUBMITTED, by=Role.CLIENT, when=_listed),
    (State.SUBMITTED, Move.DECLINE): Rule(State.DECLINED, by=PARTIES, when=_was_asked),
    (State.SUBMITTED, Move.WITHDRAW): Rule(State.WITHDRAWN, by=PARTIES, when=_began),
    (State.SUBMITTED, Move.EXPIRE): Rule(State.EXPIRED, by=Role.CLOCK),
    (State.COUNTERED, Move.EDIT): Rule(State.COUNTERED, by=Role.CLIENT),
    (State.COUNTERED, Move.COUNTER): Rule(State.SUBMITTED, by=Role.FREELANCER),
    (State.COUNTERED, Move.ACCEPT): Rule(State.HIRED, by=Role.FREELANCER),
    (State.COUNTERED, Move.SHORTLIST): Rule(State.COUNTERED, by=Role.CLIENT, when=_unlisted),
    (State.COUNTERED, Move.UNSHORTLIST): Rule(State.COUNTERED, by=Role.CLIENT, when=_listed),
    (State.COUNTERED, Move.DECLINE): Rule(State.DECLINED, by=PARTIES, when=_was_asked),
    (State.COUNTERED, Move.WITHDRAW): Rule(State.WITHDRAWN, by=PARTIES, when=_began),
    (State.COUNTERED, Move.EXPIRE): Rule(State.EXPIRED, by=Role.CLOCK),
    # The contract it led to was never signed.
    (State.HIRED, Move.LAPSE): Rule(State.LAPSED, by=(Role.CLIENT, Role.FREELANCER, Role.CLOCK)),
}

PROCESS: Final = Process(
    name="proposal",
    states=State,
    moves=MOVES,
    start={State.SUBMITTED, State.COUNTERED},
    end={State.DECLINED, State.WITHDRAWN, State.EXPIRED, State.LAPSED},
    deadlines={State.SUBMITTED: Move.EXPIRE, State.COUNTERED: Move.EXPIRE},
)

COUNTING: Final = frozenset({State.SUBMITTED, State.COUNTERED, State.HIRED})
"""Of these a freelancer has one a job at most."""

UNDER_THE_JOB: Final = frozenset({Move.EDIT, Move.COUNTER, Move.HIRE, Move.ACCEPT})
"""The moves that need a job to agree on: one for which this side could close the deal now."""

CLOSES: Final = {Role.CLIENT: jobs.Move.HIRE, Role.FREELANCER: jobs.Move.ACCEPT}
"""The job's move by which each side closes the deal."""


@frozen
class Answer:
    """What a freelancer answers to a question of the job. The question is kept as it was when it was answered."""

    question: str
    answer: str


@frozen
class Proposal:
    """`rounds` has every offer made, oldest first; the last one lies on the table. `reason` is of whoever declined."""

    id: UUID
    job_id: UUID
    parties: Parties
    cover_letter: str
    rounds: tuple[Round, ...]
    state: State
    created_at: datetime
    answers: tuple[Answer, ...] = ()
    attachments: tuple[UUID, ...] = ()
    shortlisted: bool = False
    reason: str = ""
    version: int = field(default=0, eq=False)

    @property
    def table(self) -> Round:
        """The last offer."""
        return self.rounds[-1]

    @property
    def price(self) -> Money:
        """Of the last offer: the whole sum, or the hourly rate."""
        return self.table.price

    @property
    def plan(self) -> tuple[Step, ...]:
        """The milestones of the last offer."""
        return self.table.plan

    @property
    def begun_by(self) -> Role:
        """The side whose offer it began with: the freelancer's of a bid, the client's of a direct offer."""
        return self.rounds[0].by

    def role_of(self, actor: Actor) -> Role:
        """Its parties are the job's client and the freelancer."""
        return self.parties.role_of(actor)


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


@frozen(kw_only=True)
class ProposalShortlisted(Event):
    """The client keeps it in view."""

    job_id: UUID


@frozen(kw_only=True)
class ProposalUnshortlisted(Event):
    """The client keeps it in view no longer."""

    job_id: UUID


@frozen(kw_only=True)
class ProposalHired(Event):
    """The client accepted the freelancer's last offer."""

    job_id: UUID


@frozen(kw_only=True)
class ProposalAccepted(Event):
    """The freelancer accepted the client's last offer, the `number`-th."""

    job_id: UUID
    number: int


@frozen(kw_only=True)
class ProposalDeclined(Event):
    """Whoever was asked does not want it."""

    job_id: UUID
    reason: str = ""


@frozen(kw_only=True)
class ProposalWithdrawn(Event):
    """Whoever began it took it back."""

    job_id: UUID


@frozen(kw_only=True)
class ProposalExpired(Event):
    """The last offer stood until now, and nobody accepted it."""

    job_id: UUID


@frozen(kw_only=True)
class ProposalLapsed(Event):
    """The contract it led to was never signed."""

    job_id: UUID


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
    return proposal, ProposalSubmitted(**_facts(proposal, by, at), price=proposal.price)


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
    return proposal, DirectOfferMade(**_facts(proposal, by, at), price=proposal.price)


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
    facts = _facts(edited, by, at)
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
    facts = _facts(proposal, by, at)
    return countered, ProposalCountered(**facts, number=answer.number, price=answer.price, changed=changed)


def shortlist(proposal: Proposal, by: Actor, at: datetime) -> tuple[Proposal, ProposalShortlisted]:
    """Keep it in view."""
    state = step(MOVES, proposal, Move.SHORTLIST, proposal.role_of(by))
    return evolve(proposal, state=state, shortlisted=True), ProposalShortlisted(**_facts(proposal, by, at))


def unshortlist(proposal: Proposal, by: Actor, at: datetime) -> tuple[Proposal, ProposalUnshortlisted]:
    """Keep it in view no longer."""
    state = step(MOVES, proposal, Move.UNSHORTLIST, proposal.role_of(by))
    return evolve(proposal, state=state, shortlisted=False), ProposalUnshortlisted(**_facts(proposal, by, at))


def hire(proposal: Proposal, by: Actor, at: datetime, seen: int | None = None) -> tuple[Proposal, ProposalHired]:
    """The client accepts the freelancer's last offer: the one that was `seen`, by its number, or raises
    TermsChanged. None: whichever it is."""
    state = step(MOVES, proposal, Move.HIRE, proposal.role_of(by))
    _check(proposal, seen)
    return evolve(proposal, state=state), ProposalHired(**_facts(proposal, by, at))


def accept(proposal: Proposal, by: Actor, at: datetime, seen: int | None = None) -> tuple[Proposal, ProposalAccepted]:
    """The freelancer accepts the client's last offer: the one that was `seen`, or raises TermsChanged."""
    state = step(MOVES, proposal, Move.ACCEPT, proposal.role_of(by))
    _check(proposal, seen)
    return evolve(proposal, state=state), ProposalAccepted(**_facts(proposal, by, at), number=proposal.table.number)


def decline(proposal: Proposal, by: Actor, at: datetime, reason: str = "") -> tuple[Proposal, ProposalDeclined]:
    """Say no to what the other side began."""
    state = step(MOVES, proposal, Move.DECLINE, proposal.role_of(by))
    declined = evolve(proposal, state=state, reason=text(reason, "reason", 5_000, shortest=0))
    return declined, ProposalDeclined(**_facts(proposal, by, at), reason=declined.reason)


def withdraw(proposal: Proposal, by: Actor, at: datetime) -> tuple[Proposal, ProposalWithdrawn]:
    """Take back what one began."""
    state = step(MOVES, proposal, Move.WITHDRAW, proposal.role_of(by))
    return evolve(proposal, state=state), ProposalWithdrawn(**_facts(proposal, by, at))


def expire(proposal: Proposal, by: Actor, at: datetime) -> tuple[Proposal, ProposalExpired]:
    """Nobody accepted the last offer while it stood."""
    state = step(MOVES, proposal, Move.EXPIRE, proposal.role_of(by))
    return evolve(proposal, state=state), ProposalExpired(**_facts(proposal, by, at))


def lapse(proposal: Proposal, by: Actor, at: datetime) -> tuple[Proposal, ProposalLapsed]:
    """The contract it led to was never signed."""
    state = step(MOVES, proposal, Move.LAPSE, proposal.role_of(by))
    return evolve(proposal, state=state), ProposalLapsed(**_facts(proposal, by, at))


def permit(proposal: Proposal, job: Job, move: Move, by: Actor) -> Role:
    """The role of `by`, where the proposal's table and the job's allow the move now. Raises what `step` raises."""
    role = proposal.role_of(by)
    step(MOVES, proposal, move, role)
    step(jobs.MOVES, job, CLOSES[role], role)
    return role


def moves(proposal: Proposal, job: jobs.State, by: Actor) -> tuple[Move, ...]:
    """The moves that are open to `by` while the job is in that state."""
    role = proposal.role_of(by)
    deal = (job, CLOSES[role]) in jobs.MOVES if role in CLOSES else False
    return tuple(move for move in open_moves(MOVES, proposal, role) if deal or move not in UNDER_THE_JOB)


def deadline(proposal: Proposal) -> Deadline | None:
    """The offer on the table stands for a time."""
    move, until = PROCESS.deadlines.get(proposal.state), proposal.table.valid_until
    return Deadline(move, until) if move and until else None


def ends_its_job(proposal: Proposal) -> bool:
    """Whether it was a direct offer and came to nothing: there is nobody else whom its job is for."""
    return proposal.begun_by is Role.CLIENT and proposal.state in PROCESS.end


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


def _check(proposal: Proposal, seen: int | None) -> None:
    if seen not in (None, proposal.table.number):
        raise TermsChanged(
            "The offer on the table is no longer the one that you read.", expected=seen, actual=proposal.table.number
        )


def _facts(proposal: Proposal, by: Actor, at: datetime) -> dict[str, Any]:
    role = proposal.role_of(by)
    return {"subject_id": proposal.id, "job_id": proposal.job_id, "by": by.id, "role": role, "at": at}
