"""What operators do with categories and skills. Every change waits for the one before it: a word means one thing."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from attrs import frozen

from upclone.application.ports.store import UnitOfWork, Work
from upclone.application.ports.system import Clock, Ids
from upclone.domain.actors import Actor
from upclone.domain.errors import Invalid
from upclone.domain.market import categories, folding, skills
from upclone.domain.market.categories import Category, Names
from upclone.domain.market.skills import Skill
from upclone.domain.market.taxonomy import Taxonomy


@frozen
class Categories:
    """Use cases of categories and skills. Where an edit leaves something out (None), that stays as it is."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids

    def add_category(self, actor: Actor, slug: str, names: Names, aliases: Iterable[str], parent: str) -> Category:
        """One more, a part of `parent` where that is given."""
        with self.unit_of_work() as work:
            known = work.categories.hold()
            place = len(known.categories)
            above = _category(known, parent)
            category, event = categories.add(
                self.ids.new(), actor, slug, names, aliases, above, place, self.clock.now()
            )
            known.check_category(category)
            work.categories.add(category)
            work.record(event)
        return category

    def edit_category(
        self, actor: Actor, id: UUID, names: Names | None, aliases: Iterable[str] | None, parent: str | None
    ) -> Category:
        """Other names, other words, another place."""
        with self.unit_of_work() as work:
            known, before = work.categories.hold(), work.categories.get(id)
            above = _category(known, parent or "") or _parent(known, before)
            words = before.aliases if aliases is None else aliases
            category, event = categories.edit(before, actor, names or before.names, words, above, self.clock.now())
            known.check_category(category)
            work.categories.save(category)
            work.record(event)
        return category

    def retire_category(self, actor: Actor, id: UUID) -> Category:
        """Offer it no longer."""
        with self.unit_of_work() as work:
            category, event = categories.retire(work.categories.get(id), actor, self.clock.now())
            work.categories.save(category)
            work.record(event)
        return category

    def restore_category(self, actor: Actor, id: UUID) -> Category:
        """Offer it again."""
        with self.unit_of_work() as work:
            category, event = categories.restore(work.categories.get(id), actor, self.clock.now())
            work.categories.save(category)
            work.record(event)
        return category

    def add_skill(
        self, actor: Actor, slug: str, names: Names, aliases: Iterable[str], categories: Iterable[str]
    ) -> Skill:
        """One more. A word that people used before anybody knew it is known with it."""
        with self.unit_of_work() as work:
            known = work.categories.hold()
            places = _places(known, categories)
            skill, event = skills.add(
                self.ids.new(), actor, slug, names, aliases, places, len(known.skills), self.clock.now()
            )
            known.check_skill(skill)
            work.skills.add(skill)
            _forget(work, skill)
            work.record(event)
        return skill

    def edit_skill(
        self,
        actor: Actor,
        id: UUID,
        names: Names | None,
        aliases: Iterable[str] | None,
        categories: Iterable[str] | None,
    ) -> Skill:
        """Other names, other words, other places."""
        with self.unit_of_work() as work:
            known, before = work.categories.hold(), work.skills.get(id)
            places = before.categories if categories is None else _places(known, categories)
            words = before.aliases if aliases is None else aliases
            skill, event = skills.edit(before, actor, names or before.names, words, places, self.clock.now())
            known.check_skill(skill)
            work.skills.save(skill)
            _forget(work, skill)
            work.record(event)
        return skill

    def merge(self, actor: Actor, id: UUID, into: str) -> Skill:
        """Make one skill a name of another. Jobs and profiles that name it count as the other's from now on."""
        with self.unit_of_work() as work:
            known = work.categories.hold()
            target = known.skills.get(known.skill(into) or "")
            if target is None:
                raise Invalid("into", "must be another skill that is offered")
            merged, grown, event = skills.merge(work.skills.get(id), target, actor, self.clock.now())
            work.skills.save(merged)
            work.skills.save(grown)
            work.record(event)
        return merged

    def retire_skill(self, actor: Actor, id: UUID) -> Skill:
        """Offer it no longer."""
        with self.unit_of_work() as work:
            skill, event = skills.retire(work.skills.get(id), actor, self.clock.now())
            work.skills.save(skill)
            work.record(event)
        return skill

    def restore_skill(self, actor: Actor, id: UUID) -> Skill:
        """Offer it again."""
        with self.unit_of_work() as work:
            skill, event = skills.restore(work.skills.get(id), actor, self.clock.now())
            work.skills.save(skill)
            work.record(event)
        return skill

    def dismiss(self, actor: Actor, slug: str) -> None:
        """Count a word anew that nobody will know."""
        categories.change_by(actor)
        with self.unit_of_work() as work:
            work.categories.forget_unknown(slug)


def _category(known: Taxonomy, word: str) -> Category | None:
    """The category that a word means; None for a word that says nothing."""
    return known.categories.get(known.category(word, "parent"))


def _parent(known: Taxonomy, of: Category) -> Category | None:
    return next((each for each in known.categories.values() if each.id == of.parent), None)


def _places(known: Taxonomy, words: Iterable[str]) -> tuple[str, ...]:
    return tuple(known.category(word, "categories") for word in words)


def _forget(work: Work, skill: Skill) -> None:
    for slug in sorted({folding.slug(word) for word in skill.words}):
        work.categories.forget_unknown(slug)
