"""Kept searches: named from the page of a search, told of by letter, changed, ended."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from upclone.domain.errors import Invalid
from upclone.domain.market.searches import Alert
from upclone.entrypoints.api.market import searches
from upclone.entrypoints.api.market.criteria import Criteria, CriteriaShape
from upclone.entrypoints.web.desk import desk, done
from upclone.entrypoints.web.forms import Form, Refusal, Typed, query_of, refused
from upclone.entrypoints.web.market import wanted
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.sheets import Columns, every, sheet
from upclone.entrypoints.web.words import lexicon
from upclone.entrypoints.web.words.errors import told_of_fields

PAGES = Blueprint("searches", __name__)
QUERY: Final = "_query"
"""The field that keeps what is looked for, as the address of a search has it."""

_SEARCHES: Final[Columns] = {
    lazy_gettext("Name"): lambda row: row.name,
    lazy_gettext("What is looked for"): lambda row: "; ".join(_words(asked(row.query))),
    lazy_gettext("Tell me"): lambda row: lexicon.term(row.alert),
    lazy_gettext("Told until"): lambda row: row.told_at,
    lazy_gettext("Told next"): lambda row: row.tell_at,
    lazy_gettext("Kept since"): lambda row: row.created_at,
    lazy_gettext("Id"): lambda row: row.id,
}


@PAGES.get("/searches.csv")
def exported() -> ResponseReturnValue:
    """The same as a file."""
    return sheet("searches", _SEARCHES, every(searches.searches))


@PAGES.get("/searches")
def listed() -> ResponseReturnValue:
    """One's own, each with what it looks for."""
    desk().must_be_signed_in()
    found = desk().read(searches.searches, request.args)
    items = [(each, address(each.query), _words(asked(each.query))) for each in found.items]
    return page("market/searches.html", found=found, items=items)


@PAGES.get("/searches/<uuid:id>")
def show(id: UUID) -> ResponseReturnValue:
    """One of them: where letters lead. It is changed here."""
    desk().must_be_signed_in()
    kept = desk().read(searches.search, id=id)
    return _editor(kept, urlencode(list(asked(kept.query).items(multi=True))), Form())


@PAGES.get("/searches/new")
def new() -> ResponseReturnValue:
    """A name for what is looked for."""
    desk().must_be_signed_in()
    return _editor(None, request.query_string.decode("utf-8", "replace"), Form())


@PAGES.post("/searches/new")
def keep() -> ResponseReturnValue:
    """Keep it."""
    desk().must_be_signed_in()
    query = request.form.get(QUERY, "")
    try:
        desk().do(searches.keep, body=_body(query))
    except Refusal as refusal:
        return _editor(None, query, refusal.form, refusal.status)
    return done(url_for("searches.listed"), _("The search is kept."))


@PAGES.post("/searches/<uuid:id>")
def change(id: UUID) -> ResponseReturnValue:
    """Another name, or told at other times."""
    desk().must_be_signed_in()
    kept, query = desk().read(searches.search, id=id), request.form.get(QUERY, "")
    try:
        desk().do(searches.edit, body=_body(query), id=id)
    except Refusal as refusal:
        return _editor(kept, query, refusal.form, refusal.status)
    return done(url_for("searches.listed"), _("Your changes are kept."))


def _body(query: str) -> dict[str, Any]:
    """What the API takes. Raises Refusal where the search can't be read."""
    try:
        criteria = query_of(Criteria, MultiDict(parse_qsl(query)))
    except (ValidationError, Invalid) as wrong:
        raise Refusal(told_of_fields(refused(wrong, request.form)), 422) from wrong
    name, alert = request.form.get("name", "").strip(), request.form.get("alert") or Alert.NEVER.value
    return {"name": name, "query": criteria.model_dump(mode="json", exclude_unset=True), "alert": alert}


def asked(query: CriteriaShape) -> Typed:
    """What is looked for, as the parameters of an address."""
    found: Typed = MultiDict()
    for name, value in query.model_dump(mode="json", exclude_defaults=True).items():
        for each in value if isinstance(value, list) else [value]:
            if each not in (None, "", False):
                found.add(name, "true" if each is True else str(each))
    return found


def address(query: CriteriaShape) -> str:
    """The page of its results, now."""
    text = urlencode(list(asked(query).items(multi=True)))
    return url_for("jobs.found") + (f"?{text}" if text else "")


def _words(typed: Typed) -> list[str]:
    return [each.words for each in wanted.chips(typed)]


def _editor(kept: Any, query: str, form: Form, status: int = 200) -> ResponseReturnValue:
    typed: Typed = MultiDict(parse_qsl(query))
    return page(
        "market/search.html",
        status,
        kept=kept,
        query=query,
        words=_words(typed),
        form=form,
        alerts=[(each, lexicon.term(each)) for each in Alert],
    )
