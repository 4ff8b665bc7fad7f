"""What is looked for: the fields of a page's filters, and the same as the API's search takes it.

Everything is in the address. Amounts are typed there as people write them (`budget_from=500`), beside the API's own
parameters in minor units (`budget_min=50000`), which are understood as well: so a kept search is a link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from attrs import frozen
from flask_babel import gettext, lazy_gettext, ngettext
from werkzeug.datastructures import MultiDict

from upclone.domain.errors import Invalid
from upclone.domain.market.briefs import Duration, Payment
from upclone.domain.money import EXPONENTS, Money
from upclone.domain.people.profiles import Level
from upclone.entrypoints.web import formats
from upclone.entrypoints.web.amounts import CURRENCIES
from upclone.entrypoints.web.forms import Typed
from upclone.entrypoints.web.market import naming
from upclone.entrypoints.web.rendering import here
from upclone.entrypoints.web.words import lexicon

AMOUNTS: Final[Mapping[str, str]] = {
    "budget_from": "budget_min",
    "budget_to": "budget_max",
    "rate_from": "rate_min",
    "rate_to": "rate_max",
}
"""Fields of a page, and what they are to the API."""

DAYS: Final = (1, 3, 7, 30)
_GROUPS: Final = re.compile(r"[\s\u00a0\u202f']")
_ENGLISH: Final = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)


@frozen
class Chip:
    """A filter that is active, and the address without it."""

    words: str
    without: str


def minor_of(text: str, currency: str, field: str) -> int:
    """An amount as it was typed, in minor units. Raises Invalid below `field`."""
    plain = _GROUPS.sub("", text)
    plain = plain.replace(",", "") if _ENGLISH.fullmatch(plain) else plain.replace(",", ".")
    try:
        return Money.parse(plain, currency).amount_minor
    except Invalid as wrong:
        raise Invalid(field, wrong.rule) from None


def currency_of(typed: Typed) -> str:
    """The currency that is asked for; where amounts or an order need one, the first of the usual ones."""
    chosen = typed.get("currency", "").strip()
    needed = typed.get("sort") in ("budget", "rate") or any(typed.get(each, "").strip() for each in _of_amounts())
    return chosen or (CURRENCIES[0] if needed else "")


def _of_amounts() -> Iterable[str]:
    return (*AMOUNTS, *AMOUNTS.values())


def query_of(typed: Typed, now: datetime) -> MultiDict[str, str]:
    """The parameters of the API's search. Raises Invalid for an amount that can't be read."""
    query = MultiDict((name, value) for name, value in typed.items(multi=True) if name not in _LEFT)
    currency = currency_of(typed)
    if currency:
        query.setlist("currency", [currency])
    for field, name in AMOUNTS.items():
        text = typed.get(field, "").strip()
        if text:
            if currency not in EXPONENTS:
                raise Invalid("currency", "must be an ISO 4217 currency that upclone knows")
            query.setlist(name, [str(minor_of(text, currency, field))])
    days = typed.get("days", "")
    if days.isascii() and days.isdigit() and 0 < int(days[:4]) <= 366:
        since = (now - timedelta(days=int(days[:4]))).replace(minute=0, second=0, microsecond=0)
        query.setlist("posted_since", [since.isoformat()])
    return query


_LEFT: Final = frozenset({*AMOUNTS, "days", "limit", "state", "facets"})


def shown_amount(typed: Typed, field: str) -> str:
    """What to show in a field of an amount: what was typed, or what the address says in minor units."""
    minor = typed.get(AMOUNTS[field], "")
    if typed.get(field) or not (minor.isascii() and minor.isdigit() and len(minor) < 17):
        return typed.get(field, "")
    currency = currency_of(typed)
    return formats.typed_amount(Money(min(int(minor), 10**15), currency if currency in EXPONENTS else CURRENCIES[0]))


class Asked(dict[str, str]):
    """What the fields of a page were given, the first of each; "" for what was not. A page asks a hundred times."""

    def __missing__(self, name: str) -> str:
        return ""


def chips(typed: Typed) -> list[Chip]:
    """Every active filter in words, with the address that takes it away."""
    found = [Chip(words, here(cursor=None, **dict.fromkeys(names))) for words, names in _spoken(typed) if words]
    chosen = skills(typed)
    for word in chosen:
        rest = [each for each in chosen if each != word]
        found.append(Chip(naming.skill(naming.known().skill(word) or word), here(cursor=None, skills=rest)))
    return found


def skills(typed: Typed) -> list[str]:
    """The skills that are asked for, each once; `a,b` and `a&b` are the same."""
    words = (each.strip() for part in typed.getlist("skills") for each in part.split(","))
    return list(dict.fromkeys(filter(None, words)))


def _spoken(typed: Typed) -> Iterable[tuple[str, tuple[str, ...]]]:
    for name, of in _WORDS.items():
        value = typed.get(name, "").strip()
        if value:
            yield of(value), (name,)
    for names, words in (
        (("budget_from", "budget_to"), lazy_gettext("Budget")),
        (("rate_from", "rate_to"), lazy_gettext("Rate")),
    ):
        least, most = (shown_amount(typed, name) for name in names)
        if least or most:
            yield (
                formats.labelled(words, _span(least, most, currency_of(typed))),
                (*names, *(AMOUNTS[name] for name in names)),
            )
    amounts = any(typed.get(name, "").strip() for name in _of_amounts())
    if typed.get("currency", "").strip() and not amounts:
        yield typed["currency"], ("currency",)


def _span(least: str, most: str, currency: str) -> str:
    if least and most:
        return f"{least} – {most} {currency}"
    if least:
        return str(gettext("from %(amount)s", amount=f"{least} {currency}"))
    return str(gettext("up to %(amount)s", amount=f"{most} {currency}"))


def _term(kind: Any) -> Callable[[str], str]:
    return lambda value: str(lexicon.term(kind(value))) if value in list(kind) else value


def _days(value: str) -> str:
    return posted(int(value)) if value.isascii() and value.isdigit() and len(value) < 5 else ""


def posted(days: int) -> str:
    """How long ago at most."""
    return str(gettext("Last 24 hours") if days == 1 else ngettext("Last %(num)s day", "Last %(num)s days", days))


_WORDS: Final[Mapping[str, Callable[[str], str]]] = {
    "q": lambda value: gettext("“%(words)s”", words=value),
    "category": naming.category,
    "payment": _term(Payment),
    "level": _term(Level),
    "duration": _term(Duration),
    "remote": lambda value: gettext("Remote") if value in ("true", "on", "1") else "",
    "city": lambda value: value,
    "country": lambda value: naming.country(value.upper()),
    "language": naming.language,
    "days": _days,
    "client_verified": lambda value: gettext("Verified payment") if value in ("true", "on", "1") else "",
    "radius_km": lambda value: gettext("Within %(count)s km", count=value),
    "hours_min": lambda value: gettext("From %(hours)s h a week", hours=value),
    "years_min": lambda value: gettext("From %(count)s years of practice", count=value),
    "languages": naming.language,
    "rating_min": lambda value: gettext("From %(stars)s stars", stars=value),
}

KEPT: Final = (
    "q", "skills", "category", "payment", "currency", "budget_min", "budget_max", "rate_min", "rate_max", "duration",
    "level", "remote", "lat", "lon", "radius_km", "city", "country", "language", "client_verified", "client",
)  # fmt: skip


def kept(query: Typed) -> str:
    """The address where this search is kept: what it asks for, in the API's own terms."""
    pairs = [(name, value) for name in KEPT for value in query.getlist(name) if value.strip()]
    return f"/searches/new?{urlencode(pairs)}" if pairs else "/searches/new"


def options(terms: Iterable[Any], counts: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """The values of a filter: value, words, how many have it (0 where that is not known)."""
    return [(str(each), str(lexicon.term(each)), counts.get(str(each), 0)) for each in terms]


def categories(counts: Mapping[str, int]) -> list[tuple[str, str, int, list[tuple[str, str, int]]]]:
    """The categories that are offered, each with its parts."""
    from upclone.domain.market.categories import State
    from upclone.entrypoints.web.languages import spoken

    language = spoken()
    everything = [each for each in naming.known().categories.values() if each.state is State.ACTIVE]
    parts: dict[Any, list[tuple[str, str, int]]] = {}
    for each in everything:
        if each.parent is not None:
            line = (each.slug, each.names.in_(language), counts.get(each.slug, 0))
            parts.setdefault(each.parent, []).append(line)
    return [
        (
            top.slug,
            top.names.in_(language),
            counts.get(top.slug, 0) + sum(count for *_, count in parts.get(top.id, ())),
            parts.get(top.id, []),
        )
        for top in everything
        if top.parent is None
    ]
