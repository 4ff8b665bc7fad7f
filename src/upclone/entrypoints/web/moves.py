"""Every move of every machine, as a page: what it does, what it would do now, what it needs, one button.

`/do/milestones/<id>/approve` is the page of `POST /api/v1/milestones/<id>/approve`. With scripts it opens over the
page that links to it; without, it is a page of its own. The preview comes from running the move.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from attrs import define, frozen
from flask import Blueprint, redirect, request
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from jinja2 import TemplateNotFound
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.routing import Map, Rule

from upclone.application.previews import Outcome
from upclone.domain.errors import MoveNotAllowed
from upclone.entrypoints.acts import moved
from upclone.entrypoints.api.performing import Performing
from upclone.entrypoints.api.routing import PREFIX, Access, Route
from upclone.entrypoints.web.desk import desk, done
from upclone.entrypoints.web.forms import Form, Refusal, resolved
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.security import local
from upclone.entrypoints.web.words import fields, lexicon, outcomes

PREVIEW: Final = "_preview"
_SAID: Final = frozenset({"text", "prose"})


@frozen
class Field:
    """A field that a move needs, as a form shows it: kind is text, prose, amount, integer, moment or check, or choice,
    for which a move needs a form of its own."""

    name: str
    kind: str
    required: bool
    longest: int | None = None


@define
class Moves:
    """Finds the operation that an address names."""

    addresses: Map

    @classmethod
    def of(cls, performing: Performing) -> Moves:
        """All moves that one form can make."""
        rules = [
            Rule(route.rule, endpoint=route, methods=[route.method])
            for route in performing.operations.values()
            if route.is_move and not route.secures and "form" not in route.takes
        ]
        return cls(Map(rules))

    def find(self, address: str) -> tuple[Route, dict[str, Any]]:
        """The operation and what its path names. Raises werkzeug's NotFound."""
        matcher = self.addresses.bind("")
        for method in ("POST", "PUT"):
            try:
                return matcher.match(f"/{address}", method)  # type: ignore[return-value]
            except MethodNotAllowed:
                continue
        raise NoSuchPage

    def of_action(self, action: Any) -> Route:
        """The operation that one of an answer's actions leads to."""
        return self.find(action.href.removeprefix(f"{PREFIX}/"))[0]


def form_name(route: Route) -> str:
    """The template of a move whose form is more than its fields: `milestones_release.html`."""
    return f"{route.function.__module__.rsplit('.', 1)[1]}_{route.function.__name__}.html"


def fields_of(route: Route) -> tuple[Field, ...]:
    """What a form of this move asks for."""
    if route.body is None:
        return ()
    schema = route.body.model_json_schema()
    required = schema.get("required", [])
    return tuple(
        found
        for name, kind in schema.get("properties", {}).items()
        for found in _field(name, resolved(schema, kind), name in required)
    )


def _field(name: str, kind: Mapping[str, Any], required: bool) -> Iterator[Field]:
    if set(kind.get("properties", ())) == {"amount_minor", "currency"}:
        yield Field(name, "amount", required)
    elif "enum" in kind:
        yield Field(name, "choice", required)
    elif kind.get("type") == "integer":
        yield Field(name, "integer", required)
    elif kind.get("type") == "boolean":
        yield Field(name, "check", required)
    elif kind.get("format") == "date-time":
        yield Field(name, "moment", required)
    elif kind.get("type") == "string":
        longest = kind.get("maxLength")
        yield Field(name, "prose" if (longest or 0) > 200 else "text", required, longest=longest)


def blueprint(performing: Performing) -> Blueprint:
    """The pages under /do."""
    pages = Blueprint("moves", __name__, url_prefix="/do")
    moves = Moves.of(performing)

    @pages.record
    def say(state: BlueprintSetupState) -> None:
        state.app.jinja_env.globals.update(
            act_for=lambda action: lexicon.act(moves.of_action(action).function),
            process_word=outcomes.process_word,
            process_state=outcomes.process_state,
            account_word=outcomes.account_word,
            due_words=outcomes.due_words,
            field_word=fields.word,
            field_note=fields.note,
        )

    @pages.get("/<path:address>")
    def look(address: str) -> ResponseReturnValue:
        route, path = moves.find(address)
        if own := lexicon.act(route.function).page:
            return redirect(request.script_root + own.format(**path), 303)
        performing.check(route, desk().must_be_signed_in())
        form = Form(request.args.copy())
        needed = [field for field in fields_of(route) if field.required]
        outcome, stands = None, False
        if route.previewed and all(field.kind in _SAID for field in needed):
            # What somebody will say changes nothing of what the move does: it is shown before they have said it.
            asked = form.typed.copy()
            for field in needed:
                asked.setdefault(field.name, "…")
            try:
                outcome = desk().preview(route.function, asked, **path)
            except Refusal as refusal:
                form = Form(form.typed, {}, refusal.form.problem if needed else _words_of(refusal.form))
                stands = isinstance(refusal.__cause__, MoveNotAllowed)
        return _page(route, path, form, outcome, stands=stands)

    @pages.post("/<path:address>")
    def make(address: str) -> ResponseReturnValue:
        route, path = moves.find(address)
        desk().must_be_signed_in()
        try:
            if PREVIEW in request.form:
                outcome = desk().preview(route.function, **path)
                return _page(route, path, Form(request.form), outcome)
            desk().do(route.function, **path)
        except Refusal as refusal:
            stands = isinstance(refusal.__cause__, MoveNotAllowed) and not fields_of(route)
            return _page(route, path, refusal.form, None, refusal.status, stands=stands)
        words = lexicon.act(route.function)
        return done(local(request.form.get("_then"), "/dashboard"), str(words.said) or gettext("Done."))

    return pages


def _words_of(form: Form) -> str:
    return form.problem or " ".join(form.errors.values())


def _page(
    route: Route,
    path: Mapping[str, Any],
    form: Form,
    outcome: Outcome | None,
    status: int = 200,
    *,
    stands: bool = False,
) -> ResponseReturnValue:
    then = local(request.values.get("_then") or request.args.get("then"), "/dashboard")
    facts: dict[str, Any] = {
        "route": route, "path_values": path, "form": form, "outcome": outcome, "then": then,
        "fields": fields_of(route), "words": lexicon.act(route.function), "people": _people(outcome),
        "operators": route.access is not Access.SIGNED_IN, "asks_why": not stands and _asks_why(route, outcome),
        "stands": stands,
    }  # fmt: skip
    own = f"moves/{form_name(route)}"
    try:
        return page(own, status, **facts)
    except TemplateNotFound as missing:
        if missing.name != own:
            raise
        return page("moves/move.html", status, **facts)


def _asks_why(route: Route, outcome: Outcome | None) -> bool:
    """Whether the form asks an operator for a reason besides the body's fields: where money moves, or may, and where
    the route wants one."""
    viewer = desk().viewer
    if viewer is None or not viewer.is_operator or any(each.name == "reason" for each in fields_of(route)):
        return False
    return route.explained or outcome is None or bool(moved(outcome))


def _people(outcome: Outcome | None) -> Mapping[UUID, str]:
    """The names of those who would be told."""
    if outcome is None:
        return {}
    ids = {told.account_id for told in outcome.told}
    return desk().doors.people.names(ids) if ids else {}
