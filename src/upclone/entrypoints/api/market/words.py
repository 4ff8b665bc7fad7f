"""What categories and skills share at the edge: names in both languages, and the words beside them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from upclone.domain.market.categories import LONGEST_WORD, MOST_ALIASES, Names
from upclone.entrypoints.api.routing import Call
from upclone.entrypoints.api.schemas import WRITABLE, Body, Query, Shape

Word = Annotated[str, Field(max_length=LONGEST_WORD, pattern=WRITABLE)]
Written = Annotated[Word, Field(min_length=1)]
Words = Annotated[list[Written], Field(max_length=MOST_ALIASES)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9-]{0,60}$", description="Made of the English name where it is empty.")]
Language = Annotated[
    Literal["en", "fr"] | None, Field(description="The language of `name`; Accept-Language where it is not given.")
]


class InLanguage(Query):
    """In which language."""

    lang: Language = None


class NamesBody(Body):
    """What it is called in both languages."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"en": "Woodcuts", "fr": "Gravure sur bois"}]})

    en: Written
    fr: Written

    def names(self) -> Names:
        """As the domain knows them."""
        return Names(self.en, self.fr)


class NamesShape(Shape):
    """What it is called in both languages."""

    model_config = ConfigDict(title="Names")

    en: str
    fr: str


def spoken(call: Call, asked: str | None) -> str:
    """The language of an answer."""
    return asked or call.language
