"""How people sign in: sessions, links, keys of scripts, second factors."""

from __future__ import annotations

from collections.abc import Collection, Mapping, MutableMapping
from datetime import datetime
from uuid import UUID

from attrs import define, evolve

from upclone.adapters.memory.tables import Recovery, Refresh, Revocable, Tables
from upclone.application.ports.people import SpentToken
from upclone.domain.errors import NotFound
from upclone.domain.people.accounts import Account, State
from upclone.domain.people.factors import SecondFactor
from upclone.domain.people.proofs import Proof, Purpose
from upclone.domain.people.sessions import Session
from upclone.domain.people.tokens import PersonalToken


@define
class Sessions:
    """Who is signed in, and their refresh tokens."""

    tables: Tables

    def add(self, session: Session) -> None:
        self.tables.sessions[session.id] = session

    def opened(self, id: UUID) -> tuple[Account, Session] | None:
        session = self.tables.sessions.get(id)
        if session is None or session.revoked_at is not None:
            return None
        return self.tables.accounts[session.account_id], session

    def of(self, account_id: UUID) -> tuple[Session, ...]:
        found = [each for each in self.tables.sessions.values() if each.account_id == account_id]
        open_ones = [each for each in found if each.revoked_at is None]
        return tuple(sorted(open_ones, key=lambda each: (each.seen_at, each.id), reverse=True))

    def standing(self, ids: Collection[UUID]) -> Mapping[UUID, State]:
        found = {id: self.opened(id) for id in ids}
        return {id: opened[0].state for id, opened in found.items() if opened is not None}

    def saw(self, id: UUID, at: datetime) -> None:
        self.tables.sessions[id] = evolve(self.tables.sessions[id], seen_at=at)

    def revoke(self, account_id: UUID, id: UUID, at: datetime) -> bool:
        session = self.tables.sessions.get(id)
        if session is None or session.account_id != account_id or session.revoked_at is not None:
            return False
        self.tables.sessions[id] = evolve(session, revoked_at=at)
        return True

    def revoke_all(self, account_id: UUID, at: datetime, but: UUID | None = None) -> int:
        return sum(self.revoke(account_id, each.id, at) for each in self.of(account_id) if each.id != but)

    def keep_refresh(self, session_id: UUID, hash: bytes, expires_at: datetime) -> None:
        self.tables.refresh_tokens[hash] = Refresh(session_id, expires_at)

    def spend_refresh(self, hash: bytes, at: datetime) -> UUID | None:
        token = self.tables.refresh_tokens.get(hash)
        if token is None or token.used_at is not None or token.expires_at <= at or not self.opened(token.session_id):
            return None
        self.tables.refresh_tokens[hash] = evolve(token, used_at=at)
        return token.session_id

    def spent(self, hash: bytes) -> SpentToken | None:
        token = self.tables.refresh_tokens.get(hash)
        return SpentToken(token.session_id, token.used_at) if token and token.used_at else None


@define
class Proofs:
    """Links that were sent."""

    tables: Tables

    def add(self, proof: Proof) -> None:
        self.tables.proofs[proof.id] = proof

    def get(self, id: UUID) -> Proof:
        """Raises NotFound."""
        if id not in self.tables.proofs:
            raise NotFound("proof", str(id))
        return self.tables.proofs[id]

    def spend(self, id: UUID, purpose: Purpose, at: datetime) -> Proof | None:
        proof = self.tables.proofs.get(id)
        if proof is None or proof.purpose is not purpose or proof.used_at is not None or proof.expires_at <= at:
            return None
        self.tables.proofs[id] = evolve(proof, used_at=at)
        return self.tables.proofs[id]

    def waiting(self, account_id: UUID, purpose: Purpose) -> tuple[Proof, ...]:
        own = [each for each in self.tables.proofs.values() if (each.account_id, each.purpose) == (account_id, purpose)]
        return tuple(sorted((each for each in own if each.used_at is None), key=lambda each: each.id))

    def cancel(self, account_id: UUID, *purposes: Purpose, at: datetime) -> None:
        for proof in list(self.tables.proofs.values()):
            if proof.account_id == account_id and proof.purpose in purposes and proof.used_at is None:
                self.tables.proofs[proof.id] = evolve(proof, used_at=at)


@define
class PersonalTokens:
    """Keys of scripts."""

    tables: Tables

    def add(self, token: PersonalToken) -> None:
        self._rows[token.id] = Revocable(token)

    def opened(self, hash: bytes, at: datetime) -> tuple[Account, PersonalToken] | None:
        for token in self._valid():
            if token.hash == hash and (token.expires_at is None or token.expires_at > at):
                return self.tables.accounts[token.account_id], token
        return None

    def of(self, account_id: UUID) -> tuple[PersonalToken, ...]:
        found = (token for token in self._valid() if token.account_id == account_id)
        return tuple(sorted(found, key=lambda token: token.id, reverse=True))

    def saw(self, id: UUID, at: datetime) -> None:
        row = self._rows[id]
        self._rows[id] = evolve(row, token=evolve(row.token, used_at=at))

    def revoke(self, account_id: UUID, id: UUID, at: datetime) -> bool:
        row = self._rows.get(id)
        if row is None or row.token.account_id != account_id or row.revoked_at is not None:
            return False
        self._rows[id] = evolve(row, revoked_at=at)
        return True

    def revoke_all(self, account_id: UUID, at: datetime) -> int:
        return sum(self.revoke(account_id, token.id, at) for token in self.of(account_id))

    @property
    def _rows(self) -> MutableMapping[UUID, Revocable]:
        return self.tables.personal_tokens

    def _valid(self) -> list[PersonalToken]:
        return [row.token for row in self._rows.values() if row.revoked_at is None]


@define
class SecondFactors:
    """One an account, and its recovery codes by their hashes. What is dropped is None: drafts only add."""

    tables: Tables

    def of(self, account_id: UUID) -> SecondFactor | None:
        return self.tables.second_factors.get(account_id)

    def put(self, factor: SecondFactor) -> None:
        self.tables.second_factors[factor.account_id] = factor

    def drop(self, account_id: UUID) -> None:
        self.tables.second_factors[account_id] = None
        self.tables.recovery_codes[account_id] = ()

    def take_step(self, account_id: UUID, step: int) -> bool:
        factor = self.of(account_id)
        if factor is None or factor.step >= step:
            return False
        self.put(evolve(factor, step=step))
        return True

    def put_codes(self, account_id: UUID, hashes: tuple[bytes, ...]) -> None:
        self.tables.recovery_codes[account_id] = tuple(map(Recovery, hashes))

    def spend_code(self, account_id: UUID, hash: bytes, at: datetime) -> bool:
        codes = self.tables.recovery_codes.get(account_id, ())
        if not any(code.hash == hash and code.used_at is None for code in codes):
            return False
        used = (evolve(code, used_at=at) if code.hash == hash else code for code in codes)
        self.tables.recovery_codes[account_id] = tuple(used)
        return True

    def codes_left(self, account_id: UUID) -> int:
        return sum(code.used_at is None for code in self.tables.recovery_codes.get(account_id, ()))
