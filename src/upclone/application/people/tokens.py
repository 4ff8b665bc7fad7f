"""Personal access tokens: made, listed, ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from attrs import field, frozen

from upclone.application.people.sessions import hashed
from upclone.application.ports.store import UnitOfWork
from upclone.application.ports.system import Clock, Ids, Secrets
from upclone.domain.actors import Actor, Role
from upclone.domain.errors import NotFound, Refused
from upclone.domain.people import tokens
from upclone.domain.people.tokens import MOST, PREFIX, PersonalToken, PersonalTokenMade, PersonalTokenRevoked, Scope


@frozen
class Made:
    """A new token; its key is told once."""

    token: PersonalToken
    key: str = field(repr=False)


@frozen
class PersonalTokens:
    """Use cases of personal access tokens. They end by real time, `wall`."""

    unit_of_work: UnitOfWork
    clock: Clock
    wall: Clock
    ids: Ids
    secrets: Secrets

    def make(self, actor: Actor, name: str, scopes: Iterable[Scope], expires_at: datetime | None) -> Made:
        """A key for a script. Raises Invalid, or Refused where there are too many."""
        assert actor.id is not None
        key = f"{PREFIX}{self.secrets.token()}"
        with self.unit_of_work() as work:
            account = work.accounts.lock(actor.id)
            if len(work.personal_tokens.of(account.id)) >= MOST:
                raise Refused(f"An account has {MOST} personal access tokens at most: revoke one first.")
            token = tokens.make(self.ids.new(), account, name, hashed(key), scopes, self.wall.now(), expires_at)
            work.personal_tokens.add(token)
            work.record(
                PersonalTokenMade(
                    subject_id=account.id,
                    by=account.id,
                    role=Role.HOLDER,
                    at=self.clock.now(),
                    token_id=token.id,
                    scopes=tuple(sorted(token.scopes)),
                )
            )
        return Made(token, key)

    def mine(self, actor: Actor) -> tuple[PersonalToken, ...]:
        """Those that were not revoked, newest first."""
        assert actor.id is not None
        with self.unit_of_work() as work:
            return work.personal_tokens.of(actor.id)

    def revoke(self, actor: Actor, token_id: UUID) -> None:
        """End one. Raises NotFound."""
        assert actor.id is not None
        with self.unit_of_work() as work:
            if not work.personal_tokens.revoke(actor.id, token_id, self.wall.now()):
                raise NotFound("token", str(token_id))
            event = PersonalTokenRevoked(
                subject_id=actor.id, by=actor.id, role=Role.HOLDER, at=self.clock.now(), token_id=token_id
            )
            work.record(event)
