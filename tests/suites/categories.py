"""What a store promises of categories and skills."""

from __future__ import annotations

import pytest

from tests import builders as build
from tests.builders import AT, OPERATOR
from upclone.application.ports.store import UnitOfWork
from upclone.domain.errors import AlreadyExists, Invalid, NotFound
from upclone.domain.market import skills


class Stop(Exception):
    """Ends a block before its end."""


class CategoriesSuite:
    """A store begins with what comes with upclone. Inherit it beside StoreSuite."""

    def test_words_mean_something_from_the_beginning(self, unit_of_work: UnitOfWork):
        """Without anybody adding anything."""
        with unit_of_work() as work:
            assert work.categories.resolve_category("Dév web") == "web-development"
            assert work.categories.resolve_skills(["JS", "Référencement", "js"]) == ("javascript", "seo")
            assert work.categories.resolve_category("") == ""
            assert work.categories.resolve_skills([]) == ()

    def test_what_is_added_is_known_at_once_and_after(self, unit_of_work: UnitOfWork):
        """Within the transaction, and to the next one; what was rolled back is known to nobody."""
        skill, dropped = build.skill(), build.skill()
        with unit_of_work() as work:
            work.skills.add(skill)
            assert work.categories.known().skill(skill.names.fr) == skill.slug
        with pytest.raises(Stop), unit_of_work() as work:
            work.skills.add(dropped)
            assert work.categories.known().skill(dropped.slug) == dropped.slug
            raise Stop
        with unit_of_work() as work:
            assert work.categories.known().skill(skill.slug) == skill.slug
            assert work.categories.known().skill(dropped.slug) is None
            assert work.skills.get(skill.id) == skill

    def test_a_saved_change_is_known(self, unit_of_work: UnitOfWork):
        """Merged skills mean the other one; the rows say so."""
        one, other = build.skill(), build.skill()
        with unit_of_work() as work:
            work.skills.add(one)
            work.skills.add(other)
        with unit_of_work() as work:
            work.categories.hold()
            merged, grown, _ = skills.merge(work.skills.get(one.id), work.skills.get(other.id), OPERATOR, AT)
            work.skills.save(merged)
            work.skills.save(grown)
        with unit_of_work() as work:
            assert work.categories.resolve_skills([one.slug, other.slug]) == (other.slug,)
            assert work.skills.get(one.id).merged_into == other.id

    def test_categories_are_kept(self, unit_of_work: UnitOfWork):
        """Both levels."""
        top = build.category()
        part = build.category(top, aliases=(f"Part {top.slug}",))
        with unit_of_work() as work:
            work.categories.add(top)
            work.categories.add(part)
        with unit_of_work() as work:
            assert work.categories.get(part.id) == part
            assert work.categories.resolve_category(f"part {top.slug}") == part.slug
            with pytest.raises(NotFound):
                work.categories.get(build.new_id())

    def test_a_slug_is_taken_once(self, unit_of_work: UnitOfWork):
        """Whoever comes second is told so."""
        category, skill = build.category(), build.skill()
        with unit_of_work() as work:
            work.categories.add(category)
            work.skills.add(skill)
        with pytest.raises(AlreadyExists), unit_of_work() as work:
            work.categories.add(build.category(slug=category.slug))
        with pytest.raises(AlreadyExists), unit_of_work() as work:
            work.skills.add(build.skill(slug=skill.slug))

    def test_unknown_words_become_slugs_and_strange_ones_are_refused(self, unit_of_work: UnitOfWork):
        """The first release took any word for a skill."""
        with unit_of_work() as work:
            assert work.categories.resolve_skills(["Juggling of swords", "JS"]) == ("juggling-of-swords", "javascript")
        with pytest.raises(Invalid, match=r"skills.3"), unit_of_work() as work:
            work.categories.resolve_skills(["???"], "skills.3")
        with pytest.raises(Invalid, match="category"), unit_of_work() as work:
            work.categories.resolve_category("juggling of swords")
