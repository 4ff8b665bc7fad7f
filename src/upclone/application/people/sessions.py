"""Signing up and in, staying signed in, and ending it: here, elsewhere, everywhere."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from attrs import evolve, field, frozen

from upclone.application.people.factors import prove_code
from upclone.application.people.flows import (
    BEGIN_AGAIN,
    TICKET_LASTS,
    PasswordTicket,
    TicketNeeded,
    password_ticket_of,
)
from upclone.application.people.joining import Joining
from upclone.application.people.proving import ask_reset
from upclone.application.ports.quotas import Quota, Quotas
from upclone.application.ports.store import UnitOfWork, Work
from upclone.application.ports.system import Clock, Ids, OneTimeCodes, Passwords, Seals, Secrets
from upclone.domain.actors import Actor
from upclone.domain.errors import AlreadyExists, Conflict, NotFound, NotSignedIn, Refused, SecondFactorRequired, TooMany
from upclone.domain.people import roles as role_rules
from upclone.domain.people import sessions
from upclone.domain.people.accounts import Account, AccountRole, State
from upclone.domain.people.factors import SecondFactor
from upclone.domain.people.passwords import LONGEST
from upclone.domain.people.proofs import Purpose
from upclone.domain.people.sessions import Origin, Session
from upclone.domain.people.tokens import PREFIX, Scope

_NOBODY = UUID(int=0)
WRONG_CODE = "The code is wrong, or was used before."
_OVER = "You are not signed in any more: sign in again."


@frozen
class SignedIn:
    """A session with the one refresh token that is good for it now; the token is told once."""

    account: Account
    session_id: UUID
    refresh_token: str = field(repr=False)


@frozen
class Grant:
    """What a request may do: as whom, in which session, or with which scopes of a script's key."""

    account: Account
    session_id: UUID | None = None
    scopes: frozenset[Scope] | None = None


@frozen
class Sessions:
    """Use cases of signing in. `wall` is real time: a demo's clock ends no session.

    `verified_only`: nobody gets in before their address is proven, and signing up tells nobody whether it was new.
    """

    unit_of_work: UnitOfWork
    clock: Clock
    wall: Clock
    ids: Ids
    passwords: Passwords
    secrets: Secrets
    seals: Seals
    codes: OneTimeCodes
    quotas: Quotas
    refresh_lifetime: timedelta
    verified_only: bool

    def sign_up(
        self,
        email: str,
        password: str,
        name: str,
        roles: frozenset[AccountRole],
        origin: Origin,
        language: str = "en",
    ) -> SignedIn | None:
        """Open an account and a session; `language` is what its holder reads. Raises AlreadyExists.

        With `verified_only` it answers None whether the address was new or not: the letter tells, to its reader. Where
        there is an account already, the letter's link sets another password: whoever opened it, the reader gets it.
        """
        role_rules.check_chosen(roles)
        joining = Joining(self.clock, self.wall, self.ids, self.passwords)
        newcomer = joining.prepare(email, password, name, roles, proven=False, language=language)
        if not self.verified_only:
            with self.unit_of_work() as work:
                return self._begin(work, newcomer.enter(work), origin)
        try:
            with self.unit_of_work() as work:
                newcomer.enter(work)
        except AlreadyExists:
            self._remind(newcomer.account.email)
        return None

    def _remind(self, address: str) -> None:
        with suppress(TooMany), self.unit_of_work() as work:
            self.quotas.take(Quota.LETTERS, Purpose.RESET_PASSWORD, address)
            account = work.accounts.by_email(address)
            if account is not None and account.state is not State.CLOSED:
                ask_reset(work, self, account)

    def sign_in(self, email: str, password: str, code: str | None, origin: Origin) -> SignedIn:
        """Open a session. An unknown address costs as much time as a wrong password, and answers alike.

        Raises NotSignedIn, SecondFactorRequired, TooMany, Busy.
        """
        account, renewed = self._let_in(email, password, origin)
        with self.unit_of_work() as work:
            factor = _factor(work, account)
            if factor is not None:
                if code is None:
                    raise SecondFactorRequired
                if not prove_code(work, self, account, factor, code):
                    raise SecondFactorRequired(WRONG_CODE)
            return self._enter(work, account, renewed, origin)

    def begin(self, email: str, password: str, origin: Origin) -> SignedIn:
        """Open a session as `sign_in` does; where there is a second factor, raise TicketNeeded: `finish` takes its
        ticket with a code, so that nobody has to keep the password meanwhile."""
        account, renewed = self._let_in(email, password, origin)
        with self.unit_of_work() as work:
            if _factor(work, account) is None:
                return self._enter(work, account, renewed, origin)
        ticket = PasswordTicket(account.id, self.secrets.token(), self.wall.now() + TICKET_LASTS)
        raise TicketNeeded(ticket=ticket.packed(self.seals, account))

    def finish(self, ticket: str, code: str, origin: Origin) -> SignedIn:
        """Open the session of a ticket with a code. Raises NotSignedIn, SecondFactorRequired, TooMany."""
        found = password_ticket_of(ticket, self.wall.now())
        if found is None:
            raise NotSignedIn(BEGIN_AGAIN)
        with self.unit_of_work() as work:
            account = self._of_ticket(work, found, ticket)
            factor = _factor(work, account)
            if factor is not None and not prove_code(work, self, account, factor, code):
                raise SecondFactorRequired(WRONG_CODE)
            if not work.identities.spend(found.mark, found.ends, self.wall.now()):
                raise NotSignedIn(BEGIN_AGAIN)
            return self._enter(work, account, None, origin)

    def _of_ticket(self, work: Work, found: PasswordTicket, ticket: str) -> Account:
        try:
            account = work.accounts.get(found.account_id)
        except NotFound:
            raise NotSignedIn(BEGIN_AGAIN) from None
        if not found.holds(self.seals, account, ticket) or not self._may_enter(account):
            raise NotSignedIn(BEGIN_AGAIN)
        return account

    def _let_in(self, email: str, password: str, origin: Origin) -> tuple[Account, str | None]:
        """Whose password it is, and its hash by today's measure where it is kept by an older one."""
        address = email.strip().lower()
        self.quotas.take(Quota.SIGN_IN_CLIENT, origin.address)
        self.quotas.take(Quota.SIGN_IN, address, origin.address)
        counted = self._count(address, origin)
        account = self._proven(address, password[:LONGEST])
        self.quotas.give_back(Quota.SIGN_IN, address, origin.address)
        if counted:
            self.quotas.give_back(Quota.SIGN_IN_ACCOUNT, address)
        self.quotas.give_back(Quota.SIGN_IN_CLIENT, origin.address)
        return account, self.passwords.hash(password) if self.passwords.outdated(account.password_hash) else None

    def _enter(self, work: Work, account: Account, renewed: str | None, origin: Origin) -> SignedIn:
        if renewed is not None:
            work.accounts.save(evolve(account, password_hash=renewed))
        return self._begin(work, account, origin)

    def _count(self, address: str, origin: Origin) -> bool:
        """Count a try at an account, wherever it comes from. Strangers can't lock its holder out by it: where the
        account is signed in, its limit of wrong passwords from there is the only one, and this answers False.

        Raises TooMany."""
        try:
            self.quotas.take(Quota.SIGN_IN_ACCOUNT, address)
        except TooMany:
            with self.unit_of_work() as work:
                account = work.accounts.by_email(address)
                # Looked up for an unknown address too: the time that it takes must not tell.
                opened = work.sessions.of(account.id if account else _NOBODY)
            if not any(self.quotas.same_client(each.address, origin.address) for each in opened):
                raise
            return False
        return True

    def _proven(self, address: str, password: str) -> Account:
        with self.unit_of_work() as work:
            account = work.accounts.by_email(address)
        hashed = (account.password_hash if account else "") or self.passwords.decoy
        known = self.passwords.matches(hashed, password)
        if not known or account is None or not self._may_enter(account):
            raise NotSignedIn(
                "The e-mail address or the password is wrong, or the address is not proven yet."
                if self.verified_only
                else "The e-mail address or the password is wrong."
            )
        return account

    def _may_enter(self, account: Account) -> bool:
        """A suspended person signs in all the same, to be told why. Nobody enters a closed account."""
        return account.state is not State.CLOSED and (account.verified_at is not None or not self.verified_only)

    def open(self, account_id: UUID, origin: Origin) -> SignedIn:
        """A session for somebody who proved who they are in another way. Raises NotSignedIn."""
        with self.unit_of_work() as work:
            account = work.accounts.get(account_id)
            if not self._may_enter(account):
                raise NotSignedIn("This account can't be entered.")
            return self._begin(work, account, origin)

    def _begin(self, work: Work, account: Account, origin: Origin) -> SignedIn:
        session = sessions.begin(self.ids.new(), account.id, origin, self.wall.now())
        work.sessions.add(session)
        return SignedIn(account, session.id, self._keep_refresh(work, session))

    def _keep_refresh(self, work: Work, session: Session) -> str:
        token = self.secrets.token()
        last = session.created_at + sessions.LONGEST
        work.sessions.keep_refresh(session.id, hashed(token), min(self.wall.now() + self.refresh_lifetime, last))
        return token

    def refresh(self, token: str, origin: Origin) -> SignedIn:
        """Another access for a refresh token, which is used up. One that comes back ends its session at once.

        Of two requests at the same time one wins. The other is told so by Conflict, and nothing is revoked: it began
        before the token was used, as an honest second tab does. Whoever begins later and brings it again is a thief,
        or was robbed by one. Raises NotSignedIn.
        """
        began = self.wall.now()
        self.quotas.take(Quota.REFRESH, origin.address)
        with self.unit_of_work() as work:
            session_id = work.sessions.spend_refresh(hashed(token), self.wall.now())
            opened = work.sessions.opened(session_id) if session_id else None
            if opened is not None and self._may_enter(opened[0]):
                work.sessions.saw(opened[1].id, began)
                return SignedIn(opened[0], opened[1].id, self._keep_refresh(work, opened[1]))
            spent = work.sessions.spent(hashed(token))
            at_once = spent is not None and spent.used_at > began
            family = work.sessions.opened(spent.session_id) if spent is not None and not at_once else None
            if family is not None:
                work.sessions.revoke(family[0].id, family[1].id, self.wall.now())
        if at_once:
            raise Conflict("This refresh token was used at the same moment: take what the other request was answered.")
        raise NotSignedIn(_OVER)

    def grant(self, account_id: UUID, session_id: UUID) -> Grant:
        """Who an access token stands for, as it is now. Raises NotSignedIn, or Refused for an unproven address."""
        with self.unit_of_work() as work:
            found = work.sessions.opened(session_id)
            if found is not None and sessions.is_over(found[1], self.wall.now()):
                raise NotSignedIn(_OVER)
            if found is not None and sessions.is_stale(found[1].seen_at, self.wall.now()):
                work.sessions.saw(session_id, self.wall.now())
        if found is None or found[0].id != account_id:
            raise NotSignedIn(_OVER)
        return Grant(self._admitted(found[0]), session_id=session_id)

    def grant_of_key(self, key: str) -> Grant:
        """Whose script brings a personal access token, and what it may do. Raises NotSignedIn, Refused."""
        at = self.wall.now()
        with self.unit_of_work() as work:
            found = work.personal_tokens.opened(hashed(key), at) if key.startswith(PREFIX) else None
            if found is not None and sessions.is_stale(found[1].used_at, at):
                work.personal_tokens.saw(found[1].id, at)
        if found is None:
            raise NotSignedIn("This personal access token does not hold.")
        return Grant(self._admitted(found[0]), scopes=found[1].scopes)

    def _admitted(self, account: Account) -> Account:
        if account.state is State.CLOSED:
            raise NotSignedIn(_OVER)
        if self.verified_only and account.verified_at is None:
            raise Refused("Prove your e-mail address first: use the link that was sent to you, or ask for another.")
        return account

    def mine(self, actor: Actor) -> tuple[Session, ...]:
        """Where one is signed in, the last used first."""
        assert actor.id is not None
        return self.of_account(actor.id)

    def of_account(self, account_id: UUID) -> tuple[Session, ...]:
        """Where an account is signed in: for its holder, and for who runs the marketplace."""
        with self.unit_of_work() as work:
            return work.sessions.of(account_id)

    def revoke(self, actor: Actor, session_id: UUID) -> None:
        """End one of one's sessions. Raises NotFound."""
        assert actor.id is not None
        with self.unit_of_work() as work:
            if not work.sessions.revoke(actor.id, session_id, self.wall.now()):
                raise NotFound("session", str(session_id))

    def revoke_others(self, actor: Actor, session_id: UUID) -> int:
        """End all of one's sessions but this one; how many there were."""
        assert actor.id is not None
        with self.unit_of_work() as work:
            return work.sessions.revoke_all(actor.id, self.wall.now(), but=session_id)

    def end_all(self, actor: Actor, account_id: UUID) -> None:
        """End all of somebody's sessions, as an operator. Raises NotYours."""
        with self.unit_of_work() as work:
            account = work.accounts.lock(account_id)
            work.record(sessions.end_all(account, actor, self.clock.now()))
            work.sessions.revoke_all(account_id, self.wall.now())


def _factor(work: Work, account: Account) -> SecondFactor | None:
    """The second factor that counts."""
    factor = work.second_factors.of(account.id)
    return factor if factor is not None and factor.confirmed_at is not None else None


def hashed(token: str) -> bytes:
    """What is kept of a token that has 256 bits of chance: its SHA-256."""
    return hashlib.sha256(token.encode()).digest()
