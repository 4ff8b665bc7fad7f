"""Which letters follow from which events: one function an event, which reads what the letter says.

A letter is written from what is true when it goes out: one whose link was used meanwhile is not sent. It is sent
outside any transaction, with a key of its own, so that a job that runs twice brings the same letter again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from attrs import field, frozen

from upclone.application.messaging import stopping
from upclone.application.messaging.stopping import Stop
from upclone.application.people.links import token_of
from upclone.application.ports.mail import Item, Letter, LetterKind, Mail
from upclone.application.ports.store import UnitOfWork, Work
from upclone.application.ports.system import Seals
from upclone.application.reactions.happenings import detail, headline
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.fundings import HoursChargeFailed
from upclone.domain.deals.withholdings import MoneyLetGo, MoneyWithheld
from upclone.domain.events import Event
from upclone.domain.market import searches, vetting
from upclone.domain.market.jobs import State as JobState
from upclone.domain.messaging.news import FIXED, NewsGathered
from upclone.domain.payments import deposits, escrow, methods
from upclone.domain.payments.methods import Purpose as MethodPurpose
from upclone.domain.payments.reconciliation import BooksUnread
from upclone.domain.people import accounts, addresses, factors, identities, leaving, proofs, suspensions
from upclone.domain.people.accounts import Account
from upclone.domain.people.proofs import Proof, Purpose
from upclone.domain.trust import sanctions


@frozen
class Desk:
    """Where letters are written: what is kept, and what links are made of."""

    work: Work
    seals: Seals
    base_url: str

    def link(self, path: str) -> str:
        """A page of ours; `path` begins with a slash."""
        return self.base_url + path

    def proven(self, proof: Proof, page: str) -> dict[str, str]:
        """The link and the code of a proof, and how long they are good for."""
        code = token_of(self.seals, proof)
        return {"link": self.link(f"{page}?token={code}"), "code": code, "expires_at": proof.expires_at.isoformat()}

    def stopping(self, stop: Stop) -> str:
        """The link that stops letters like this one, without a sign-in."""
        return self.link(f"/unsubscribe?token={stopping.token_of(self.seals, stop)}")

    def holder(self, event: Event) -> Account:
        """The account that an event is about."""
        return self.work.accounts.get(event.subject_id)


@frozen
class Draft:
    """A letter to a person, at `address` where that is not their account's. Their name is said in every letter."""

    kind: LetterKind
    person: Account
    facts: Mapping[str, str] = field(factory=dict)
    address: str = ""
    items: tuple[Item, ...] = ()
    also: tuple[str, ...] = ()
    """Other addresses that the same letter goes to: those that a change must not get past."""


Writer = Callable[[Desk, Any], Draft | tuple[Draft, ...] | None]

PAGES: Final[Mapping[Purpose, str]] = {
    Purpose.VERIFY_EMAIL: "/account/verify",
    Purpose.RESET_PASSWORD: "/account/password",
    Purpose.CHANGE_EMAIL: "/account/email",
    Purpose.UNDO_EMAIL: "/account/email/undo",
}
"""Where a link leads; docs/operating.md lists them."""

MOST_NEWS: Final = 30
"""Lines of a letter of news."""

_KINDS: Final[Mapping[Purpose, LetterKind]] = {
    Purpose.VERIFY_EMAIL: LetterKind.VERIFY_EMAIL,
    Purpose.RESET_PASSWORD: LetterKind.RESET_PASSWORD,
    Purpose.CHANGE_EMAIL: LetterKind.CHANGE_EMAIL,
}


def _link(desk: Desk, event: proofs.ProofAsked) -> Draft | None:
    proof = desk.work.proofs.get(event.proof_id)
    if proof.used_at is not None:
        return None
    facts = desk.proven(proof, PAGES[proof.purpose])
    return Draft(_KINDS[proof.purpose], desk.holder(event), facts, proof.address)


def _welcome(desk: Desk, event: addresses.EmailVerified) -> Draft:
    return Draft(LetterKind.WELCOME, desk.holder(event), {"link": desk.link("/account/profile")})


def _email_changed(desk: Desk, event: addresses.EmailChanged) -> Draft | None:
    proof = desk.work.proofs.get(event.objection_id)
    if proof.used_at is not None:
        return None
    facts = {**desk.proven(proof, PAGES[proof.purpose]), **_at(event)}
    return Draft(LetterKind.EMAIL_CHANGED, desk.holder(event), facts, proof.address)


def _email_restored(desk: Desk, event: addresses.EmailRestored) -> Draft:
    facts = {"link": desk.link("/account/password"), **_at(event)}
    return Draft(LetterKind.EMAIL_RESTORED, desk.holder(event), facts)


def _password_changed(desk: Desk, event: accounts.PasswordChanged) -> Draft:
    return Draft(LetterKind.PASSWORD_CHANGED, desk.holder(event), _at(event))


def _factor(change: str) -> Writer:
    def write(desk: Desk, event: Event) -> Draft:
        left = str(event.left) if isinstance(event, factors.RecoveryCodeUsed) else ""
        facts = {"change": change, "left": left, **_at(event)}
        return Draft(LetterKind.SECOND_FACTOR_CHANGED, desk.holder(event), facts)

    return write


def _suspended(desk: Desk, event: suspensions.AccountSuspended) -> Draft:
    until = event.until.isoformat() if event.until else ""
    return Draft(LetterKind.ACCOUNT_SUSPENDED, desk.holder(event), {"reason": event.reason, "until": until})


def _banned(desk: Desk, event: suspensions.AccountBanned) -> Draft:
    return Draft(LetterKind.ACCOUNT_BANNED, desk.holder(event), {"reason": event.reason})


def _upheld(desk: Desk, event: sanctions.SanctionUpheld) -> Draft:
    person = desk.work.accounts.get(event.account_id)
    return Draft(LetterKind.SANCTION_DECIDED, person, {"decision": "upheld", "reason": event.reason})


def _leaving(desk: Desk, event: leaving.AccountLeft) -> Draft:
    return Draft(LetterKind.LEAVING, desk.holder(event), {"until": event.closes_at.isoformat()})


def _reinstated(desk: Desk, event: suspensions.AccountReinstated) -> Draft:
    return Draft(LetterKind.ACCOUNT_REINSTATED, desk.holder(event), {"link": desk.link("/sign-in")})


def _saved_search(desk: Desk, event: searches.SearchMatched) -> Draft | None:
    search = desk.work.searches.get(event.subject_id)
    found = [job for id in event.job_ids if (job := desk.work.jobs.get(id)).state is JobState.OPEN]
    if search.state is not searches.State.ACTIVE or not found:
        return None
    items = tuple(Item(job.brief.title, str(job.brief.budget), desk.link(f"/jobs/{job.id}")) for job in found)
    facts = {
        "search": search.name,
        "link": desk.link(f"/jobs?search={search.id}"),
        "unsubscribe": desk.stopping(Stop(event.owner, search_id=search.id)),
    }
    return Draft(LetterKind.SAVED_SEARCH, desk.work.accounts.get(event.owner), facts, items=items)


def _job_rejected(desk: Desk, event: vetting.JobRejected) -> Draft:
    job = desk.work.jobs.get(event.subject_id)
    facts = {"title": job.brief.title, "reason": event.reason, "link": desk.link(f"/jobs/{job.id}")}
    return Draft(LetterKind.JOB_REJECTED, desk.work.accounts.get(job.client_id), facts)


def _charge_failed(desk: Desk, event: HoursChargeFailed) -> Draft:
    contract = _contract(desk, event)
    facts = {"title": contract.terms.title, "reason": event.reason, "link": desk.link(f"/contracts/{contract.id}")}
    return Draft(LetterKind.HOURS_CHARGE_FAILED, desk.work.accounts.get(contract.parties.client), facts)


def _charge_waits(desk: Desk, event: deposits.ApprovalNeeded) -> Draft | None:
    contract = _contract(desk, event)
    if desk.work.holds.get(event.subject_id).state is not escrow.State.REQUESTED:
        return None
    facts = {
        "title": contract.terms.title,
        "amount": str(event.total),
        "link": desk.link(f"/contracts/{contract.id}"),
    }
    return Draft(LetterKind.HOURS_CHARGE_WAITS, desk.work.accounts.get(contract.parties.client), facts)


def _both(kind: LetterKind) -> Writer:
    """To both sides of the contract, each in their language."""

    def write(desk: Desk, event: MoneyWithheld | MoneyLetGo) -> tuple[Draft, ...]:
        title = desk.work.milestones.get(event.subject_id).terms.title
        facts = {"title": title, "amount": str(event.amount), "reason": event.reason, **_at(event)}
        parties = _contract(desk, event).parties
        return tuple(Draft(kind, desk.work.accounts.get(id), facts) for id in (parties.client, parties.freelancer))

    return write


def _books_unread(desk: Desk, event: BooksUnread) -> tuple[Draft, ...]:
    facts = {"gateway": event.gateway, "reason": event.reason, **_at(event)}
    return tuple(Draft(LetterKind.BOOKS_UNREAD, admin, facts) for admin in desk.work.accounts.lock_admins())


def _contract(desk: Desk, event: Event) -> Contract:
    assert event.contract_id is not None
    return desk.work.contracts.get(event.contract_id)


def _linked(desk: Desk, event: identities.IdentityLinked) -> Draft | None:
    if event.opening:
        return None  # they are welcomed instead
    return Draft(LetterKind.SIGN_IN_LINKED, desk.holder(event), {"provider": event.title, **_at(event)})


def _unlinked(desk: Desk, event: identities.IdentityUnlinked) -> Draft:
    return Draft(LetterKind.SIGN_IN_UNLINKED, desk.holder(event), {"provider": event.title, **_at(event)})


def _payout_method(desk: Desk, event: methods.MethodWaits | methods.MethodConfirmed) -> Draft | None:
    """To the account, and to where its letters, or its payouts, went before: a thief would have changed those."""
    method = desk.work.methods.get(event.subject_id)
    if method.purpose is not MethodPurpose.BEING_PAID or method.state is methods.State.REMOVED:
        return None
    person = desk.work.accounts.get(event.owner)
    own = desk.work.methods.of(event.owner, MethodPurpose.BEING_PAID)
    before = [each.address for each in own if each.id != method.id and each.address]
    moved = desk.work.proofs.waiting(event.owner, Purpose.UNDO_EMAIL)
    before += [each.address for each in moved if each.expires_at > event.at]
    facts = {
        "provider": event.gateway.capitalize(),
        "method": event.label,
        "until": event.active_from.isoformat() if isinstance(event, methods.MethodWaits) else "",
        "link": desk.link("/payouts/methods"),
        **_at(event),
    }
    also = tuple(sorted({*before} - {person.email}))
    return Draft(LetterKind.PAYOUT_METHOD_ADDED, person, facts, also=also)


def _news(desk: Desk, event: NewsGathered) -> Draft | None:
    """What happened, the newest first in its subject; at most so many lines of a day, whose rest the site shows."""
    told = [(id, desk.work.events.get(id)) for id in event.told]
    title = next(filter(None, (headline(desk.work, each) for _, each in told)), "")
    by_day = event.topic is None
    items = tuple(
        Item(each.name, detail(desk.work, each, titled=by_day), desk.link(f"/notifications/{id}"))
        for id, each in reversed(told[-MOST_NEWS:])
    )
    facts = {
        "count": str(len(told)),
        "link": desk.link("/notifications") if len(told) > 1 else items[0].link,
        "settings": desk.link("/account/notifications"),
        "unsubscribe": "" if event.topic in FIXED else desk.stopping(Stop(event.subject_id, event.topic)),
    }
    if by_day:
        return Draft(LetterKind.DIGEST, desk.holder(event), facts, items=items)
    return Draft(LetterKind.NEWS, desk.holder(event), {"title": title, **facts}, items=items)


def _at(event: Event) -> dict[str, str]:
    return {"at": event.at.isoformat()}


LETTERS: Final[Mapping[type[Event], Writer]] = {
    proofs.EmailVerificationAsked: _link,
    proofs.PasswordResetAsked: _link,
    proofs.EmailChangeAsked: _link,
    addresses.EmailVerified: _welcome,
    vetting.JobRejected: _job_rejected,
    addresses.EmailChanged: _email_changed,
    addresses.EmailRestored: _email_restored,
    accounts.PasswordChanged: _password_changed,
    suspensions.AccountSuspended: _suspended,
    suspensions.AccountBanned: _banned,
    suspensions.AccountReinstated: _reinstated,
    leaving.AccountLeft: _leaving,
    sanctions.SanctionUpheld: _upheld,
    searches.SearchMatched: _saved_search,
    methods.MethodWaits: _payout_method,
    methods.MethodConfirmed: _payout_method,
    HoursChargeFailed: _charge_failed,
    BooksUnread: _books_unread,
    MoneyWithheld: _both(LetterKind.MONEY_WITHHELD),
    MoneyLetGo: _both(LetterKind.MONEY_LET_GO),
    deposits.ApprovalNeeded: _charge_waits,
    identities.IdentityLinked: _linked,
    identities.IdentityUnlinked: _unlinked,
    NewsGathered: _news,
    factors.SecondFactorEnabled: _factor("on"),
    factors.SecondFactorDisabled: _factor("off"),
    factors.RecoveryCodesRenewed: _factor("codes"),
    factors.RecoveryCodeUsed: _factor("code_used"),
}
"""Event → what is written about it, if anything."""

HEARD: Final = frozenset(event.__name__ for event in LETTERS)
"""The names of the events that a letter follows from."""


@frozen
class Letters:
    """Writes and sends what follows from events."""

    unit_of_work: UnitOfWork
    seals: Seals
    mail: Mail
    base_url: str

    def send(self, event_id: UUID, event: Event) -> None:
        """Raises MailAway (try again later) and MailRefused."""
        with self.unit_of_work() as work:
            written = LETTERS[type(event)](Desk(work, self.seals, self.base_url), event)
        drafts = written if isinstance(written, tuple) else filter(None, (written,))
        ways = [
            (draft, address)
            for draft in drafts
            if draft.person.state is not accounts.State.CLOSED
            for address in (draft.address or draft.person.email, *draft.also)
        ]
        for number, (draft, address) in enumerate(ways):
            person = draft.person
            self.mail.send(
                Letter(
                    to=address,
                    language=person.language,
                    kind=draft.kind,
                    facts={"name": person.name, **draft.facts},
                    key=f"{event_id}:{draft.kind}" + f":{number}" * bool(number),
                    items=draft.items,
                )
            )
