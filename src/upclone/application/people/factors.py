"""The second factor: set up, proven at each sign-in, renewed and taken away."""

from __future__ import annotations

import hashlib
from typing import Protocol
from uuid import UUID

from attrs import evolve, field, frozen

from upclone.application.people.proving import prove_password
from upclone.application.ports.quotas import Quota, Quotas
from upclone.application.ports.store import UnitOfWork, Work
from upclone.application.ports.system import Clock, OneTimeCodes, Passwords, Seals, Secrets
from upclone.domain.actors import Actor, Role
from upclone.domain.errors import Invalid, NotYours, Refused, SecondFactorRequired
from upclone.domain.people import factors
from upclone.domain.people.accounts import Account
from upclone.domain.people.factors import (
    RecoveryCodesRenewed,
    RecoveryCodeUsed,
    SecondFactor,
    SecondFactorDisabled,
    SecondFactorEnabled,
)

_WRONG = "is wrong, or was used before"


class Prover(Protocol):
    """What it takes to check a code."""

    @property
    def clock(self) -> Clock: ...
    @property
    def wall(self) -> Clock: ...
    @property
    def seals(self) -> Seals: ...
    @property
    def codes(self) -> OneTimeCodes: ...
    @property
    def quotas(self) -> Quotas: ...


@frozen
class Enrolment:
    """What an authenticator app needs; told once."""

    secret: str = field(repr=False)
    address: str = field(repr=False)


@frozen
class Standing:
    """Whether signing in asks for a code, and how many recovery codes are left."""

    enabled: bool
    recovery_codes_left: int


@frozen
class SecondFactors:
    """Use cases of the second factor. Setting it up and taking it away need the password as well."""

    unit_of_work: UnitOfWork
    clock: Clock
    wall: Clock
    passwords: Passwords
    secrets: Secrets
    seals: Seals
    codes: OneTimeCodes
    quotas: Quotas

    def standing(self, actor: Actor) -> Standing:
        """How one's own stands."""
        with self.unit_of_work() as work:
            factor = work.second_factors.of(_id(actor))
            return Standing(factor is not None and factor.confirmed_at is not None, _left(work, actor))

    def enrol(self, actor: Actor, password: str) -> Enrolment:
        """Begin: a fresh secret, which counts once a code of it was given. Raises Refused where one counts already."""
        with self.unit_of_work() as work:
            account = work.accounts.lock(_id(actor))
            prove_password(self.passwords, self.quotas, account, password)
            present = work.second_factors.of(account.id)
            if present is not None and present.confirmed_at is not None:
                raise Refused("There is a second factor already: disable it first.")
            sealed = self.codes.new()
            work.second_factors.put(SecondFactor(account.id, sealed, self.wall.now()))
        return Enrolment(*self.codes.shown(sealed, account.email))

    def confirm(self, actor: Actor, code: str) -> tuple[str, ...]:
        """From now on it counts. Answers the recovery codes, which nobody can ask for again."""
        with self.unit_of_work() as work:
            account = work.accounts.lock(_id(actor))
            factor = work.second_factors.of(account.id)
            if factor is None or factor.confirmed_at is not None:
                raise Refused("There is nothing to confirm: begin with a new secret.")
            step = _step(self, account, factor, code)
            if step is None:
                raise Invalid("code", _WRONG)
            work.second_factors.put(evolve(factor, confirmed_at=self.wall.now(), step=step))
            work.record(SecondFactorEnabled(subject_id=account.id, by=actor.id, role=Role.HOLDER, at=self.clock.now()))
            return self._renewed(work, account)

    def renew_codes(self, actor: Actor, password: str, code: str) -> tuple[str, ...]:
        """Ten new recovery codes instead of those before."""
        with self.unit_of_work() as work:
            account = self._proven(work, actor, password, code)
            event = RecoveryCodesRenewed(subject_id=account.id, by=actor.id, role=Role.HOLDER, at=self.clock.now())
            work.record(event)
            return self._renewed(work, account)

    def disable(self, actor: Actor, password: str, code: str) -> None:
        """Signing in asks for the password alone."""
        with self.unit_of_work() as work:
            account = self._proven(work, actor, password, code)
            work.second_factors.drop(account.id)
            event = SecondFactorDisabled(subject_id=account.id, by=actor.id, role=Role.HOLDER, at=self.clock.now())
            work.record(event)

    def remove(self, actor: Actor, account_id: UUID) -> None:
        """Take somebody's second factor away, as an operator who made sure who asks. Raises NotYours, Refused."""
        with self.unit_of_work() as work:
            account = work.accounts.lock(account_id)
            if not actor.is_operator or account.role_of(actor) is Role.HOLDER:
                raise NotYours(kind="account", id=str(account_id))
            if work.second_factors.of(account_id) is None:
                raise Refused("There is no second factor.")
            work.second_factors.drop(account_id)
            event = SecondFactorDisabled(subject_id=account_id, by=actor.id, role=Role.OPERATOR, at=self.clock.now())
            work.record(event)

    def prove(self, work: Work, account: Account, password: str, code: str) -> None:
        """Before something that a borrowed session must not do: the password and, where it is switched on, a code.

        Raises Invalid for a wrong one, TooMany for too many of those, SecondFactorRequired where a code is missing.
        """
        prove_password(self.passwords, self.quotas, account, password)
        factor = work.second_factors.of(account.id)
        if factor is None or factor.confirmed_at is None:
            return
        if not code:
            raise SecondFactorRequired()
        if not prove_code(work, self, account, factor, code):
            raise Invalid("code", _WRONG)

    def _proven(self, work: Work, actor: Actor, password: str, code: str) -> Account:
        account = work.accounts.lock(_id(actor))
        factor = work.second_factors.of(account.id)
        if factor is None or factor.confirmed_at is None:
            raise Refused("There is no second factor.")
        prove_password(self.passwords, self.quotas, account, password)
        if not prove_code(work, self, account, factor, code):
            raise Invalid("code", _WRONG)
        return account

    def _renewed(self, work: Work, account: Account) -> tuple[str, ...]:
        codes = tuple(self.secrets.code() for _ in range(factors.RECOVERY_CODES))
        work.second_factors.put_codes(account.id, tuple(_hashed(self.seals, account.id, code) for code in codes))
        return tuple(f"{code[:5]}-{code[5:]}" for code in codes)


def prove_code(work: Work, prover: Prover, account: Account, factor: SecondFactor, code: str) -> bool:
    """Whether the code is the app's at this time, or a recovery code; it is used up. Raises TooMany."""
    step = _step(prover, account, factor, code)
    if step is not None:
        return work.second_factors.take_step(account.id, step)
    if not work.second_factors.spend_code(account.id, _hashed(prover.seals, account.id, code), prover.wall.now()):
        return False
    prover.quotas.give_back(Quota.CODE, str(account.id))
    left = work.second_factors.codes_left(account.id)
    at = prover.clock.now()
    work.record(RecoveryCodeUsed(subject_id=account.id, by=account.id, role=Role.HOLDER, at=at, left=left))
    return True


def _step(prover: Prover, account: Account, factor: SecondFactor, code: str) -> int | None:
    prover.quotas.take(Quota.CODE, str(account.id))
    step = prover.codes.step(factor.secret, code.strip().replace(" ", ""), prover.wall.now())
    if step is None or step <= factor.step:
        return None
    prover.quotas.give_back(Quota.CODE, str(account.id))
    return step


def _hashed(seals: Seals, account_id: UUID, code: str) -> bytes:
    """A code has too little chance for a hash that anybody could try: it is sealed first."""
    plain = "".join(letter for letter in code.casefold() if letter.isalnum())
    return hashlib.sha256(seals.seal("recovery code", f"{account_id} {plain}").encode()).digest()


def _left(work: Work, actor: Actor) -> int:
    return work.second_factors.codes_left(_id(actor))


def _id(actor: Actor) -> UUID:
    assert actor.id is not None
    return actor.id
