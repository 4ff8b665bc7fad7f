"""Signing in through a provider, and adding or removing such a way into one's account."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

from attrs import evolve, field, frozen

from upclone.application.people.factors import prove_code
from upclone.application.people.flows import (
    BEGIN_AGAIN,
    LASTS,
    TICKET_LASTS,
    Flow,
    Ticket,
    TicketNeeded,
    ticket_of,
    unpacked,
)
from upclone.application.people.proving import prove_password
from upclone.application.people.sessions import WRONG_CODE, SignedIn
from upclone.application.ports.identities import Provider, ProviderName, Providers
from upclone.application.ports.quotas import Quota, Quotas
from upclone.application.ports.store import UnitOfWork, Work
from upclone.application.ports.system import Clock, Ids, OneTimeCodes, Passwords, Seals, Secrets
from upclone.domain.actors import Actor, Role
from upclone.domain.errors import AlreadyExists, NotSignedIn, SecondFactorRequired, Unavailable
from upclone.domain.people import accounts, identities, joining
from upclone.domain.people import roles as role_rules
from upclone.domain.people.accounts import Account, AccountRole
from upclone.domain.people.addresses import EmailVerified
from upclone.domain.people.identities import Claimed, Identity
from upclone.domain.people.sessions import Origin

_AWAY: Final = frozenset({"server_error", "temporarily_unavailable"})


@frozen
class Departure:
    """Where a browser goes, and what it keeps meanwhile."""

    url: str
    kept: str = field(repr=False)


@frozen
class Arrival:
    """With what a browser comes back: the provider's answer, and what it kept."""

    provider: str
    state: str
    code: str = field(repr=False)
    error: str
    issuer: str | None
    kept: str = field(repr=False)


@frozen
class Identities:
    """Use cases of identities. `open` begins a session; `wall` is real time: a demo's clock ends no flow."""

    unit_of_work: UnitOfWork
    clock: Clock
    wall: Clock
    ids: Ids
    passwords: Passwords
    secrets: Secrets
    seals: Seals
    codes: OneTimeCodes
    quotas: Quotas
    providers: Providers
    open: Callable[[UUID, Origin], SignedIn]
    base_url: str

    def offered(self) -> Sequence[ProviderName]:
        """The providers that are set up."""
        return self.providers.all()

    def begin(self, provider: str, roles: frozenset[AccountRole]) -> Departure:
        """Send somebody to a provider to sign in; an account that is opened gets these roles.

        Raises NotFound, Unavailable.
        """
        role_rules.check_chosen(roles)
        return self._depart(self._flow(provider, roles))

    def begin_link(self, actor: Actor, session_id: UUID, provider: str, password: str) -> Departure:
        """Prepare somebody who is signed in to add a provider to their account: they leave by `leave_to_link`.

        Raises NotFound, and Invalid for a wrong password where the account has one.
        """
        assert actor.id is not None
        self.providers.get(provider)
        with self.unit_of_work() as work:
            account = work.accounts.get(actor.id)
        if account.password_hash:
            prove_password(self.passwords, self.quotas, account, password)
        flow = evolve(self._flow(provider), account_id=account.id, session_id=session_id)
        return Departure(f"{self.base_url}/api/v1/auth/{provider}/start?link=true", flow.packed(self.seals))

    def leave_to_link(self, provider: str, kept: str) -> Departure:
        """Send a browser that was prepared to the provider. Raises NotSignedIn, NotFound, Unavailable."""
        flow = unpacked(self.seals, kept, self.wall.now())
        if flow is None or not flow.links or flow.provider != provider:
            raise NotSignedIn(BEGIN_AGAIN)
        return self._depart(flow)

    def arrive(self, arrival: Arrival, origin: Origin) -> SignedIn | Identity:
        """Take the provider's answer: a session, or the identity that was added to an account.

        Raises NotSignedIn, Refused, TicketNeeded, AlreadyExists, TooMany, Unavailable.
        """
        self.quotas.take(Quota.SIGN_IN_CLIENT, origin.address)
        provider = self.providers.get(arrival.provider)
        flow = self._spent(arrival)
        if arrival.error in _AWAY:
            raise Unavailable(provider.named.title, "does not answer now.")
        if arrival.error or not arrival.code:
            raise NotSignedIn(f"{provider.named.title} did not let you in.")
        # Outside any transaction: the provider takes as long as it takes.
        back = self._back(flow.provider)
        claimed = provider.claimed(arrival.code, flow.secret(self.seals), back, arrival.issuer)
        arrived = self._link(flow, claimed, provider) if flow.links else self._enter(flow, claimed, provider, origin)
        self.quotas.give_back(Quota.SIGN_IN_CLIENT, origin.address)
        return arrived

    def confirm(self, ticket: str, code: str, origin: Origin) -> SignedIn:
        """Open the session of a ticket, with a code of the second factor.

        Raises NotSignedIn, SecondFactorRequired, TooMany.
        """
        found = ticket_of(self.seals, ticket, self.wall.now())
        if found is None:
            raise NotSignedIn(BEGIN_AGAIN)
        with self.unit_of_work() as work:
            account = work.accounts.get(found.account_id)
            factor = work.second_factors.of(account.id)
            linked = {each.provider for each in work.identities.of(account.id)}
            if factor is None or found.provider not in linked:
                raise NotSignedIn(BEGIN_AGAIN)
            if not prove_code(work, self, account, factor, code):
                raise SecondFactorRequired(WRONG_CODE)
            if not work.identities.spend(found.mark, found.ends, self.wall.now()):
                raise NotSignedIn(BEGIN_AGAIN)
            return self.open(account.id, origin)

    def mine(self, actor: Actor) -> tuple[Identity, ...]:
        """The providers that open one's account."""
        assert actor.id is not None
        with self.unit_of_work() as work:
            return work.identities.of(actor.id)

    def unlink(self, actor: Actor, provider: str, password: str) -> tuple[Identity, ...]:
        """Remove one; those that are left. Raises NotFound, Invalid for a wrong password, Refused for the last way."""
        assert actor.id is not None
        with self.unit_of_work() as work:
            account = work.accounts.lock(actor.id)
            linked = work.identities.of(account.id)
            event = identities.unlink(account, provider, self._title(provider), linked, self.clock.now())
            if account.password_hash:
                prove_password(self.passwords, self.quotas, account, password)
            work.identities.remove(account.id, provider)
            work.record(event)
            return work.identities.of(account.id)

    def _flow(self, provider: str, roles: frozenset[AccountRole] = frozenset({AccountRole.CLIENT})) -> Flow:
        return Flow(self.secrets.token(), provider, self.wall.now() + LASTS, roles)

    def _depart(self, flow: Flow) -> Departure:
        provider = self.providers.get(flow.provider)
        url = provider.address(flow.state, flow.secret(self.seals), self._back(flow.provider))
        return Departure(url, flow.packed(self.seals))

    def _back(self, provider: str) -> str:
        return f"{self.base_url}/api/v1/auth/{provider}/callback"

    def _spent(self, arrival: Arrival) -> Flow:
        """The flow of this browser that this answer is to, used up: whatever comes of it, it comes once."""
        flow = unpacked(self.seals, arrival.kept, self.wall.now())
        if flow is None or (flow.provider, flow.state) != (arrival.provider, arrival.state):
            raise NotSignedIn(BEGIN_AGAIN)
        with self.unit_of_work() as work:
            if not work.identities.spend(flow.mark, flow.ends, self.wall.now()):
                raise NotSignedIn(BEGIN_AGAIN)
        return flow

    def _link(self, flow: Flow, claimed: Claimed, provider: Provider) -> Identity:
        with self.unit_of_work() as work:
            opened = work.sessions.opened(flow.session_id)
            if opened is None or opened[0].id != flow.account_id:
                raise NotSignedIn(BEGIN_AGAIN)
            account = accounts.may_act(work.accounts.lock(flow.account_id))
            known = work.identities.find(claimed.provider, claimed.subject)
            if known is None:
                return self._add(work, account, claimed, provider)
            if known.account_id != account.id:
                raise AlreadyExists("It opens another account here.", field="provider")
            return known

    def _enter(self, flow: Flow, claimed: Claimed, provider: Provider, origin: Origin) -> SignedIn:
        with self.unit_of_work() as work:
            known = work.identities.find(claimed.provider, claimed.subject)
            if known is not None:
                account = work.accounts.get(known.account_id)
                if self._has_factor(work, account):
                    raise TicketNeeded(ticket=self._ticket(account, claimed.provider))
            else:
                account = self._welcome(work, flow, identities.vouched(claimed), provider)
            return self.open(account.id, origin)

    def _welcome(self, work: Work, flow: Flow, claimed: Claimed, provider: Provider) -> Account:
        """The account with this address, which this provider opens from now on; a new one where there is none."""
        present = work.accounts.by_email(claimed.address)
        if present is not None:
            account = work.accounts.lock(present.id)
            identities.may_join(account, second_factor=self._has_factor(work, account))
            self._add(work, account, claimed, provider)
            return account
        at = self.clock.now()
        account, opened = joining.open_account(
            self.ids.new(), claimed.address, claimed.name, flow.roles, "", at, self.wall.now()
        )
        account = evolve(account, language=claimed.language)
        work.accounts.add(account)
        proven = EmailVerified(subject_id=account.id, by=account.id, role=Role.HOLDER, at=at)
        work.record(opened, proven)
        self._add(work, account, claimed, provider, opening=True)
        return account

    def _add(
        self, work: Work, account: Account, claimed: Claimed, provider: Provider, *, opening: bool = False
    ) -> Identity:
        title, at = provider.named.title, self.clock.now()
        identity, event = identities.link(account, claimed, title, at, opening=opening)
        work.identities.add(identity)
        work.record(event)
        return identity

    def _has_factor(self, work: Work, account: Account) -> bool:
        factor = work.second_factors.of(account.id)
        return factor is not None and factor.confirmed_at is not None

    def _ticket(self, account: Account, provider: str) -> str:
        ends = self.wall.now() + TICKET_LASTS
        return Ticket(account.id, provider, self.secrets.token(), ends).packed(self.seals)

    def _title(self, provider: str) -> str:
        """As people know it; a provider that is set up no longer has its name alone."""
        return next((each.title for each in self.providers.all() if each.name == provider), provider)
