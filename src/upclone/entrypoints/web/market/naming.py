"""What categories, skills, countries and languages are called in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from flask import g
from markupsafe import Markup

from upclone.domain.market import folding
from upclone.domain.market.taxonomy import Taxonomy
from upclone.domain.people import codes
from upclone.entrypoints.web import languages
from upclone.entrypoints.web.desk import desk
from upclone.entrypoints.web.words.tones import humanised
from upclone.entrypoints.web.writing import locale

MOST_NAMES: Final = 200


def known() -> Taxonomy:
    """All categories and skills, looked up once a request."""
    found: Taxonomy | None = g.get("taxonomy")
    if found is None:
        found = g.taxonomy = desk().doors.taxonomy.known()
    return found


def category(slug: str) -> str:
    """A category by its slug; one that nobody knows is written as it is."""
    found = known().categories.get(slug)
    return found.names.in_(languages.spoken()) if found else humanised(slug)


def skill(slug: str) -> str:
    """A skill by its slug."""
    taxonomy = known()
    found = taxonomy.skills.get(taxonomy.canonical(slug))
    return found.names.in_(languages.spoken()) if found else humanised(slug)


def skill_names() -> list[str]:
    """What the most used skills that are offered are called, to choose from while typing."""
    spoken = languages.spoken()
    return sorted(each.names.in_(spoken) for each in known().suggest("", limit=MOST_NAMES))


def country(code: str) -> str:
    """A country by its ISO 3166-1 code."""
    return str(locale(languages.tongue()).territories.get(code, code))


def language(code: str) -> str:
    """A language by its ISO 639-1 code, with a capital letter as it stands alone."""
    name = str(locale(languages.tongue()).languages.get(code, code))
    return f"{name[:1].upper()}{name[1:]}"


def place(city: str, code: str) -> str:
    """A city with its country."""
    return ", ".join(filter(None, (city, country(code) if code else "")))


def countries(chosen: str) -> Markup:
    """Every country as an option of a field."""
    options = _countries(languages.spoken())
    mark = str(Markup('value="{}"').format(chosen.upper()))
    return Markup(str(options).replace(mark, f"{mark} selected", 1)) if chosen else options


@lru_cache(maxsize=8)
def _countries(spoken: str) -> Markup:
    named = sorted(((country(code), code) for code in codes.COUNTRIES), key=lambda pair: folding.plain(pair[0]))
    return Markup("").join(Markup('<option value="{}">{}</option>').format(code, name) for name, code in named)


def skills(slugs: Iterable[str]) -> list[str]:
    """Several, in their order."""
    return [skill(slug) for slug in slugs]
