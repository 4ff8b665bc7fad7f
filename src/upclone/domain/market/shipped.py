"""The categories and skills that come with upclone, from the lines of its data files.

`= slug | English | français | aliases` begins a category, `- …` of the same shape a part of it. Every other line is a
skill of that part: `English | français | aliases | further parts`. A French name left out is the English one.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from attrs import define, field

from upclone.domain.market import folding
from upclone.domain.market.categories import Category, Names, aliases_of, shipped_id
from upclone.domain.market.skills import Skill


@define
class Shipped:
    """What was read, in its order: the better known of each part comes first."""

    categories: list[Category] = field(factory=list)
    skills: list[Skill] = field(factory=list)
    _top: UUID | None = None
    _part: str = ""

    def read(self, text: str) -> Shipped:
        """One more file."""
        for line in filter(None, map(str.strip, text.splitlines())):
            mark, rest = (line[0], line[1:]) if line[0] in "=-" else ("", line)
            cells = [*(cell.strip() for cell in rest.split("|")), "", "", ""]
            if mark:
                self._category(mark, *cells[:4])
            else:
                self._skill(*cells[:4])
        return self

    def _category(self, mark: str, slug: str, en: str, fr: str, aliases: str) -> None:
        id, names = shipped_id("category", slug), Names(en, fr or en)
        parent = None if mark == "=" else self._top
        words = aliases_of(_list(aliases), (slug, en, names.fr))
        self.categories.append(Category(id, slug, parent, names, words, len(self.categories)))
        if mark == "=":
            self._top = id
        else:
            self._part = slug

    def _skill(self, en: str, fr: str, aliases: str, further: str) -> None:
        slug, names = folding.slug(en), Names(en, fr or en)
        words = aliases_of(_list(aliases), (slug, en, names.fr))
        places = (self._part, *_list(further))
        self.skills.append(Skill(shipped_id("skill", slug), slug, names, words, places, len(self.skills)))


def read(texts: Iterable[str]) -> Shipped:
    """All files, by their names."""
    shipped = Shipped()
    for text in texts:
        shipped.read(text)
    return shipped


def _list(cell: str) -> list[str]:
    return [each.strip() for each in cell.split(",") if each.strip()]
