"""What is wanted, as a tree of lexemes and as exact bounds of columns.

Each bound is said once, with its arguments by name: for a question they are parameters, for kept searches they lie in
`search_watch.bounds`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from attrs import field, frozen

from upclone.adapters.postgres.finding.nodes import Lexeme, Node, all_of, any_of, share
from upclone.adapters.postgres.finding.words import Asker, Question
from upclone.adapters.postgres.search import tags
from upclone.adapters.postgres.transaction import Transaction
from upclone.application.reads.search import FreelancersWanted
from upclone.domain.market import folding
from upclone.domain.market.searches import Near, Span, Wanted
from upclone.domain.money import MAX_MINOR

TOO_COMMON: Final = 0.25
"""A range of amounts that so many documents lie in is left to its column: looking up all its buckets costs more."""

_DISTANCE_KM: Final = (
    "111.195e-6 * sqrt(power(t.latitude - {near_latitude}, 2) + power("
    "least(abs(t.longitude - {near_longitude}), 360e6 - abs(t.longitude - {near_longitude}))"
    " * cos(radians((t.latitude + {near_latitude}) / 2e6)), 2))"
)


@frozen
class Bound:
    """`sql` is about a row `t`; `{name}` stands for an argument, whose types are `takes`. Asked where the first is."""

    takes: Mapping[str, str]
    sql: str

    def as_parameters(self) -> str:
        """For one question."""
        return self.sql.format(**{name: f"%({name})s::{type}" for name, type in self.takes.items()})

    def as_columns(self, bounds: str) -> str:
        """For many kept ones, whose arguments lie in the jsonb column `bounds`."""
        said = self.sql.format(**{name: f"({bounds} ->> '{name}')::{type}" for name, type in self.takes.items()})
        return f"(NOT {bounds} ? '{next(iter(self.takes))}' OR ({said}))"


_PLACE: Final = {"near_latitude": "integer", "near_longitude": "integer", "near_km": "integer", "or_remote": "boolean"}
_MONEY: Final = {
    "budget_currency": "text",
    "budget_least": "bigint",
    "budget_most": "bigint",
    "rate_currency": "text",
    "rate_least": "bigint",
    "rate_most": "bigint",
}

OF_JOBS: Final = (
    Bound(
        _MONEY,
        "(t.payment = 'fixed' AND t.currency = {budget_currency} AND t.budget_minor >= {budget_least}"
        " AND t.budget_from_minor <= {budget_most}) OR (t.payment = 'hourly' AND t.currency = {rate_currency}"
        " AND t.budget_minor >= {rate_least} AND t.budget_from_minor <= {rate_most})",
    ),
    Bound(_PLACE, f"CASE WHEN t.latitude IS NULL THEN {{or_remote}} ELSE {_DISTANCE_KM} <= {{near_km}} END"),
    Bound({"closes_before": "timestamptz"}, "t.apply_until <= {closes_before}"),
    Bound({"posted_since": "timestamptz"}, "t.opened_at >= {posted_since}"),
    Bound({"rating_min": "integer"}, "t.client_rating >= {rating_min}"),
    Bound({"verified": "boolean"}, "t.client_verified = {verified}"),
    Bound({"client_id": "uuid"}, "t.client_id = {client_id}"),
)
OF_FREELANCERS: Final = (
    Bound(
        {"rate_currency": "text", "rate_least": "bigint", "rate_most": "bigint"},
        "t.currency = {rate_currency} AND t.rate_minor BETWEEN {rate_least} AND {rate_most}",
    ),
    Bound(_PLACE, f"{_DISTANCE_KM} <= {{near_km}} OR ({{or_remote}} AND t.doc @@ '''x:remote'''::tsquery)"),
    Bound({"rating_min": "integer"}, "t.rating >= {rating_min}"),
    Bound({"hours_min": "integer"}, "t.hours_per_week >= {hours_min}"),
    Bound({"years_min": "integer"}, "t.years >= {years_min}"),
)


@frozen
class Asked:
    """`words` and `others` must be there; `bounds` are checked exactly with `arguments`."""

    words: Node | None
    others: tuple[Node, ...]
    bounds: tuple[Bound, ...] = ()
    arguments: Mapping[str, Any] = field(factory=dict)
    corrected: Mapping[str, str] = field(factory=dict)

    @property
    def node(self) -> Node | None:
        """All that is looked for; None for anything."""
        return all_of(node for node in (self.words, *self.others) if node is not None)


def of_jobs(transaction: Transaction, asker: Asker, wanted: Wanted) -> Asked:
    """What a job must have. Raises Invalid for a category that is none."""
    question = asker.ask(transaction, wanted.words) if wanted.words else _NOTHING
    arguments = dict(_job_arguments(wanted))
    nodes = [*_shared(asker, wanted), _money(asker, wanted.budget, wanted.rate)]
    nodes += [Lexeme(tags.payment(wanted.payment))] if wanted.payment else []
    nodes += [Lexeme(tags.duration(wanted.duration))] if wanted.duration else []
    nodes += [Lexeme(tags.language(wanted.language))] if wanted.language else []
    return _asked(question, nodes, OF_JOBS, arguments)


def of_freelancers(transaction: Transaction, asker: Asker, wanted: FreelancersWanted) -> Asked:
    """What a freelancer must have."""
    question = asker.ask(transaction, wanted.words) if wanted.words else _NOTHING
    arguments = {
        **_span("rate", wanted.rate),
        **_near(wanted.near, wanted.remote),
        "rating_min": wanted.rating_min,
        "hours_min": wanted.hours_min,
        "years_min": wanted.years_min,
    }
    nodes = [*_shared(asker, wanted), _money(asker, None, wanted.rate)]
    nodes += [Lexeme(tags.language(code)) for code in wanted.languages]
    return _asked(question, nodes, OF_FREELANCERS, arguments)


_NOTHING: Final = Question(None)


def _asked(
    question: Question, nodes: list[Node | None], bounds: tuple[Bound, ...], arguments: Mapping[str, Any]
) -> Asked:
    given = {name: value for name, value in arguments.items() if value is not None}
    asked = tuple(bound for bound in bounds if next(iter(bound.takes)) in given)
    others = (*question.without, *(node for node in nodes if node is not None))
    return Asked(question.wanted, others, asked, given, question.corrected)


def _shared(asker: Asker, wanted: Wanted | FreelancersWanted) -> Iterator[Node | None]:
    """What is asked of both alike."""
    for word in wanted.skills:
        slug = asker.known.skill(word) or folding.slug(word)
        yield any_of(Lexeme(tags.skill(kept)) for kept in asker.known.slugs_of(slug))
    category = asker.known.category(wanted.category)
    if category:
        yield Lexeme(tags.category(category))
    if wanted.level:
        yield Lexeme(tags.level(wanted.level))
    if wanted.country:
        yield Lexeme(tags.country(wanted.country))
    yield any_of(Lexeme(tag) for tag in _where(wanted.remote, wanted.near, wanted.city))


def _where(remote: bool, near: Near | None, city: str) -> Iterator[str]:
    if remote:
        yield tags.REMOTE
    if near is not None:
        yield from tags.around(near) or [tags.ON_SITE]
    if city:
        yield tags.city(city)


def _money(asker: Asker, budget: Span | None, rate: Span | None) -> Node | None:
    buckets = [*(tags.within(tags.FIXED, budget) if budget else ()), *(tags.within(tags.HOURLY, rate) if rate else ())]
    node = any_of(map(Lexeme, buckets))
    return None if node is None or share(node, asker.lexicon.frequency) > TOO_COMMON else node


def _job_arguments(wanted: Wanted) -> Iterator[tuple[str, str | int | bool | datetime | UUID | None]]:
    if wanted.budget or wanted.rate:
        yield from {**_span("budget", wanted.budget or _NONE), **_span("rate", wanted.rate or _NONE)}.items()
    yield from _near(wanted.near, wanted.remote).items()
    yield "closes_before", wanted.closes_before
    yield "posted_since", wanted.posted_since
    yield "rating_min", wanted.rating_min
    yield "verified", wanted.verified or None
    yield "client_id", wanted.client_id


_NONE: Final = Span("")
"""A span that no amount lies in, because no currency has this code."""


def _span(name: str, span: Span | None) -> dict[str, Any]:
    if span is None:
        return {}
    most = MAX_MINOR if span.most is None else span.most
    return {f"{name}_currency": span.currency, f"{name}_least": span.least or 0, f"{name}_most": most}


def _near(near: Near | None, remote: bool) -> dict[str, Any]:
    if near is None:
        return {}
    place = {"near_latitude": near.latitude, "near_longitude": near.longitude, "near_km": near.radius_km}
    return {**place, "or_remote": remote}
