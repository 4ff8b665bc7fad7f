"""All categories and skills together: which word means which, and what somebody may be about to type.

Built once a version and then only read. A thousand skills take a few milliseconds to build and less to search.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import Final, TypeVar

from attrs import define, field

from upclone.domain.errors import AlreadyExists, Invalid
from upclone.domain.market import categories, folding, skills
from upclone.domain.market.categories import Category
from upclone.domain.market.skills import Skill

SHORTEST_INSIDE: Final = 3
"""Letters from which on a match may lie anywhere in a word."""
SHORTEST_SLIP: Final = 4
"""Letters from which on one of them may be wrong."""

EXACT, BEGINS, WORD_BEGINS, SLIP, INSIDE = range(5)
"""How well a label matches what was typed, the best first."""

Kind = TypeVar("Kind", Category, Skill)


@define(eq=False)
class Labels:
    """Every word of every skill (or category), made for looking up."""

    exact: dict[str, str] = field(factory=dict)
    singular: dict[str, str] = field(factory=dict)
    plain: list[tuple[str, str, str]] = field(factory=list)
    tokens: dict[str, tuple[str, ...]] = field(factory=dict)

    def add(self, slug: str, words: Iterable[str]) -> None:
        """Know a thing by its words."""
        for word in words:
            label = folding.plain(word)
            squeezed = folding.squeezed(label)
            self.exact.setdefault(squeezed, slug)
            counted = folding.counted_alike(label)
            self.singular.setdefault(squeezed if counted == squeezed else counted, slug)  # one text, not two alike
            self.plain.append((squeezed, label, slug))
            for token in (squeezed, *label.split()):
                meant = self.tokens.get(token, ())
                if slug not in meant:
                    self.tokens[token] = (*meant, slug)

    def slug(self, word: str) -> str | None:
        """What a word means: exactly, or in another number."""
        return self.exact.get(folding.key(word)) or self.singular.get(folding.singular(word))

    def matches(self, typed: str) -> dict[str, int]:
        """Slug → how well it matches. Where nothing begins like this, one letter may be wrong."""
        key, spaced = folding.key(typed), folding.plain(typed)
        found: dict[str, int] = {}
        for squeezed, label, slug in self.plain:
            if key in squeezed:
                rank = _rank(squeezed, label, key, spaced)
                if rank is not None and rank < found.get(slug, INSIDE + 1):
                    found[slug] = rank
        if min(found.values(), default=INSIDE) > SLIP:
            found |= dict.fromkeys(self._slips(key), SLIP)
        return found

    def _slips(self, key: str) -> set[str]:
        """The slugs with a word that begins like this, give or take a letter.

        A slip in one half leaves the other half right, and that one is looked for first."""
        if len(key) < SHORTEST_SLIP:
            return set()
        half = len(key) // 2
        begin, end = key[:half], key[half + 1 :]
        right = (
            token for token in self.tokens if token.startswith(begin) or token.find(end, half, half + 2 + len(end)) >= 0
        )
        return {slug for token in right if folding.nearly_begins(token, key) for slug in self.tokens[token]}


def _rank(squeezed: str, label: str, key: str, spaced: str) -> int | None:
    if squeezed.startswith(key):
        return EXACT if squeezed == key else BEGINS
    if f" {spaced}" in label:
        return WORD_BEGINS
    return INSIDE if len(key) >= SHORTEST_INSIDE else None


@define(eq=False)
class Taxonomy:
    """What is known at one time. `uses` says how often a slug is named by open jobs and listed profiles."""

    categories: dict[str, Category]
    skills: dict[str, Skill]
    uses: Mapping[str, int]
    _of_skills: Labels = field(factory=Labels, init=False)
    _of_categories: Labels = field(factory=Labels, init=False)

    @classmethod
    def of(cls, categories: Iterable[Category], skills: Iterable[Skill], uses: Mapping[str, int]) -> Taxonomy:
        """In the order of their positions."""
        made = cls(_by_slug(categories), _by_slug(skills), uses)
        for skill in made.skills.values():
            made._of_skills.add(skill.slug, skill.words)
        for category in made.categories.values():
            made._of_categories.add(category.slug, category.words)
        return made

    @property
    def skill_words(self) -> Set[str]:
        """The key of every word that means a skill."""
        return self._of_skills.exact.keys()

    @property
    def category_words(self) -> Set[str]:
        """The key of every word that means a category."""
        return self._of_categories.exact.keys()

    def skill(self, word: str) -> str | None:
        """The slug of the skill that a word means, in any language and spelling; None where nobody knows it."""
        return self._of_skills.slug(word)

    def canonical(self, slug: str) -> str:
        """The slug that a kept one counts as by now: its own, or that of the skill that it was merged into."""
        return self._of_skills.exact.get(folding.key(slug), slug)

    def slugs_of(self, slug: str) -> tuple[str, ...]:
        """Every slug that may be kept somewhere and counts as this skill, its own first."""
        skill = self.skills.get(self.canonical(slug))
        if skill is None:
            return (slug,)
        return tuple(dict.fromkeys(filter(None, (skill.slug, *map(folding.slug, skill.words)))))

    def category_of(self, word: str) -> str | None:
        """The slug of the category that a word means; None where it means none."""
        return self._of_categories.slug(word)

    def category(self, word: str, field: str = "category") -> str:
        """The slug of the category that a word means, or of the one that a skill belongs to. Nothing stays nothing.

        Raises Invalid, naming the nearest."""
        if not word.strip():
            return ""
        slug = self._of_categories.slug(word)
        if slug is None and (skill := self.skill(word)) is not None:
            slug = self.skills[skill].categories[0]
        if slug is None:
            raise Invalid(field, f"is no category; the nearest are {', '.join(self.nearest(word))}")
        return slug

    def nearest(self, word: str, most: int = 3) -> list[str]:
        """Slugs of categories that look or begin like a word; the first ones where none does."""
        found = [each.slug for each in self.suggest_categories(word)]
        top = [slug for slug, category in self.categories.items() if category.parent is None]
        return (found or top)[:most]

    def parts(self, slug: str) -> tuple[str, ...]:
        """A category's slug and those of its parts."""
        category = self.categories.get(slug)
        if category is None:
            return (slug,)
        return slug, *(each.slug for each in self.categories.values() if each.parent == category.id)

    def suggest(self, typed: str, within: str = "", limit: int = 10) -> list[Skill]:
        """Skills that somebody may mean, the best match first, of equals the most used. Nothing typed: all of them."""
        places = set(self.parts(within)) if within else None
        ranks = self._of_skills.matches(typed) if folding.key(typed) else dict.fromkeys(self.skills, EXACT)
        found = (self.skills[slug] for slug in ranks)
        offered = [
            skill
            for skill in found
            if skill.state is skills.State.ACTIVE and (places is None or not places.isdisjoint(skill.categories))
        ]
        offered.sort(key=lambda each: (ranks[each.slug], -self.uses.get(each.slug, 0), each.position))
        return offered[:limit]

    def suggest_categories(self, typed: str) -> list[Category]:
        """The same of categories, in their own order where they match alike."""
        ranks = self._of_categories.matches(typed) if folding.key(typed) else {}
        found = (self.categories[slug] for slug in ranks)
        offered = [each for each in found if each.state is categories.State.ACTIVE]
        return sorted(offered, key=lambda each: (ranks[each.slug], each.position))

    def check_skill(self, skill: Skill) -> None:
        """Raises AlreadyExists where one of its words means another skill, Invalid for a place that is none."""
        _unique(skill, self._of_skills, self.skills)
        for slug in skill.categories:
            place = self.categories.get(slug)
            if place is None or place.parent is None:
                raise Invalid("categories", f"{slug} is no sub-category")

    def check_category(self, category: Category) -> None:
        """Raises AlreadyExists where one of its words means another category."""
        _unique(category, self._of_categories, self.categories)


def slugs_for(known: Taxonomy, words: Iterable[str], field: str) -> tuple[tuple[str, ...], dict[str, str]]:
    """The slugs that words mean, each once, and those among them that nobody knows, each with its word.

    Raises Invalid for a word without letters and digits."""
    slugs: dict[str, str | None] = {}
    for word in words:
        slug = known.skill(word)
        unknown = folding.slug(word) if slug is None else ""
        if slug is None and not unknown:
            raise Invalid(field, "must be words with letters or digits")
        slugs.setdefault(slug or unknown, " ".join(word.split()) if slug is None else None)
    return tuple(slugs), {slug: word for slug, word in sorted(slugs.items()) if word is not None}


def _unique(one: Kind, labels: Labels, known: Mapping[str, Kind]) -> None:
    for word in one.words:
        other = labels.exact.get(folding.key(word))
        if other is not None and known[other].id != one.id:
            taken = "slug" if word == one.slug else "aliases"
            raise AlreadyExists(f"“{word}” already means {known[other].names.en}", field=taken)


def _by_slug(rows: Iterable[Kind]) -> dict[str, Kind]:
    return {row.slug: row for row in sorted(rows, key=lambda row: row.position)}
