"""Saying who one is: account, freelancer's and client's profile, portfolio."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from attrs import evolve, frozen

from upclone.application.ports.store import UnitOfWork, Work
from upclone.application.ports.system import Ids
from upclone.domain.actors import Actor
from upclone.domain.errors import Invalid
from upclone.domain.people import accounts, codes, portfolios, profiles
from upclone.domain.people.accounts import Account, AccountRole
from upclone.domain.people.profiles import ClientProfile, FreelancerProfile, Piece, SkillLevel


@frozen
class Profiles:
    """Use cases of one's own profiles."""

    unit_of_work: UnitOfWork
    ids: Ids

    def of(self, actor: Actor) -> tuple[Account, FreelancerProfile, ClientProfile]:
        """What one said so far."""
        assert actor.id is not None
        with self.unit_of_work() as work:
            return work.accounts.get(actor.id), work.freelancers.get(actor.id), work.clients.get(actor.id)

    def edit(
        self,
        actor: Actor,
        about: Mapping[str, Any],
        freelancer: Mapping[str, Any] | None = None,
        client: Mapping[str, Any] | None = None,
    ) -> None:
        """Change what is named, and nothing else. Each part needs its role."""
        assert actor.id is not None
        with self.unit_of_work() as work:
            account = work.accounts.lock(actor.id)
            if about:
                account = accounts.edit(account, **_checked(work, actor.id, about))
                work.accounts.save(account)
            if freelancer is not None:
                accounts.may_act(account, AccountRole.FREELANCER)
                with _below("freelancer"):
                    changed = profiles.edit(work.freelancers.get(actor.id), **_resolved(work, freelancer))
                work.freelancers.save(changed)
            if client is not None:
                accounts.may_act(account, AccountRole.CLIENT)
                with _below("client"):
                    said = profiles.edit_client(work.clients.get(actor.id), **client)
                work.clients.save(said)

    def add_piece(self, actor: Actor, piece: Piece) -> Piece:
        """Show one more work; it gets an id of its own."""
        new = evolve(piece, id=self.ids.new())
        with self.unit_of_work() as work:
            profile = portfolios.add(_shown(work, actor), new)
            _keep(work, profile, new.files)
        return portfolios.piece_of(profile, new.id)

    def edit_piece(self, actor: Actor, piece: Piece) -> Piece:
        """Say something else of a work. Raises NotFound."""
        with self.unit_of_work() as work:
            profile = portfolios.edit(_shown(work, actor), piece)
            _keep(work, profile, piece.files)
        return portfolios.piece_of(profile, piece.id)

    def remove_piece(self, actor: Actor, piece_id: UUID) -> FreelancerProfile:
        """Show a work no longer. Raises NotFound."""
        with self.unit_of_work() as work:
            profile = portfolios.remove(_shown(work, actor), piece_id)
            work.freelancers.save(profile)
        return profile

    def arrange(self, actor: Actor, order: Sequence[UUID]) -> FreelancerProfile:
        """Show the works in another order."""
        with self.unit_of_work() as work:
            profile = portfolios.arrange(_shown(work, actor), order)
            work.freelancers.save(profile)
        return profile


def _shown(work: Work, actor: Actor) -> FreelancerProfile:
    """The actor's own, with their account locked: two edits at once wait for each other."""
    assert actor.id is not None
    accounts.may_act(work.accounts.lock(actor.id), AccountRole.FREELANCER)
    return work.freelancers.get(actor.id)


def _keep(work: Work, profile: FreelancerProfile, files: tuple[UUID, ...]) -> None:
    work.files.owned(files, profile.id, "files")
    work.freelancers.save(profile)


def _checked(work: Work, owner: UUID, about: Mapping[str, Any]) -> Mapping[str, Any]:
    if about.get("country"):
        codes.country(about["country"], "country")
    if "language" in about:
        codes.language(about["language"], "language")
    if about.get("photo") and not work.files.owned((about["photo"],), owner, "photo")[0].is_picture:
        raise Invalid("photo", "must name a picture")
    return about


def _resolved(work: Work, changes: Mapping[str, Any]) -> Mapping[str, Any]:
    """Skills and categories by their own names, whatever word was used; of two words for one skill, the first."""
    resolved = dict(changes)
    if "skills" in changes:
        found: dict[str, SkillLevel] = {}
        for place, skill in enumerate(changes["skills"]):
            slug = work.categories.resolve_skills([skill.slug], f"skills.{place}.slug")[0]
            found.setdefault(slug, evolve(skill, slug=slug))
        resolved["skills"] = tuple(found.values())
    if "categories" in changes:
        slugs = [
            work.categories.resolve_category(word, f"categories.{place}")
            for place, word in enumerate(changes["categories"])
        ]
        resolved["categories"] = tuple(dict.fromkeys(slugs))
    return resolved


@contextmanager
def _below(part: str) -> Iterator[None]:
    """Fields are named as the caller wrote them: below the part that they lie in."""
    try:
        yield
    except Invalid as wrong:
        raise Invalid(f"{part}.{wrong.field}", wrong.rule) from None
