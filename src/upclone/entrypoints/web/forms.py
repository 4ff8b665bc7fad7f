"""Forms: what somebody typed becomes the body that the API takes; what was wrong with it comes back beside the field.

A field is named as the body names it: `title`, `milestones.0.title`, `place.city`. Money is typed as an amount, with
its currency in `<name>.currency`. A list of words comes as repeated fields, or as one: `skills:commas`,
`questions:lines`. A day or a local time becomes a moment in the reader's time zone. What is left empty is not sent, but
a list of words, or a text that may be empty, that would stay as it is if it were left out: whoever empties that field
wants it empty.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, tzinfo
from typing import Any, Final, TypeVar

from attrs import field, frozen
from pydantic import BaseModel, ValidationError
from werkzeug.datastructures import MultiDict

from upclone.domain.errors import Invalid, UpcloneError
from upclone.domain.money import Money
from upclone.entrypoints.api.problem import broken_fields

Typed = MultiDict[str, str]
Model = TypeVar("Model", bound=BaseModel)
_INTEGER: Final = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_DECIMAL: Final = re.compile(r"-?[0-9]{1,6}(\.[0-9]{1,10})?", re.ASCII)
_GROUPS: Final = re.compile(r"[\s\u00a0\u202f']")
_LOCAL: Final = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S")
_AMOUNT: Final = {"amount_minor", "currency"}
CURRENCY: Final = ".currency"
REQUIRED: Final = "Field required"
"""As pydantic says it."""
_ASKING: Final = (REQUIRED, "is required", "must have ", "must be ", "must name ", "List should have at least ")
"""How rules begin that an empty field breaks by being empty."""


class Refusal(Exception):
    """A form that was not accepted: show it again."""

    def __init__(self, form: Form, status: int) -> None:
        super().__init__(form.problem)
        self.form = form
        self.status = status


@frozen
class Form:
    """What a form shows: what was typed, and what is wrong with it, by field; `problem` is about all of it."""

    typed: Typed = field(factory=MultiDict)
    errors: Mapping[str, str] = field(factory=dict)
    problem: str = ""

    def value(self, name: str, kept: object = "") -> str:
        """What to show in a field: what was typed, else what is kept."""
        if name in self.typed:
            return self.typed[name]
        return "" if kept is None else str(kept)

    def values(self, name: str, kept: object = ()) -> list[str]:
        """What to show where several may be chosen."""
        if self.typed:
            return self.typed.getlist(name)
        return [str(each) for each in kept]  # type: ignore[attr-defined]

    def error(self, name: str) -> str:
        """What is wrong with a field, or with a part of it."""
        name = name.partition(":")[0]
        if name in self.errors:
            return self.errors[name]
        return next((words for path, words in self.errors.items() if path.startswith(f"{name}.")), "")

    def rows(self, name: str, kept: int = 0, least: int = 1) -> list[int]:
        """The numbers of the rows of a list."""
        typed = sorted(_numbers(self.typed, name))
        return typed or list(range(max(kept, least)))

    def fields(self) -> list[tuple[str, str]]:
        """The fields that are wrong, for the summary."""
        return list(self.errors.items())


def body_of(model: type[Model], typed: Typed, zone: tzinfo = UTC) -> Model:
    """The body that a form holds. Raises ValidationError, or Invalid for a day that has no moment."""
    schema = model.model_json_schema()
    tree = _object(schema, schema, typed, "", zone)
    return model.model_validate_json(json.dumps(tree))


def query_of(model: type[Model], typed: Typed) -> Model:
    """The parameters that an address holds: unknown ones and empty ones are left out. Raises ValidationError."""
    known: dict[str, Any] = {}
    for name, about in model.model_fields.items():
        key = about.alias or name
        values = [each for each in typed.getlist(key) if each.strip()]
        if values:
            known[key] = values if _is_list(model, key) else values[-1]
    return model.model_validate(known)


def refused(error: UpcloneError | ValidationError, typed: Typed) -> Form:
    """The form again, with what is wrong."""
    if isinstance(error, ValidationError):
        found = [(each["field"], each["rule"]) for each in broken_fields(error)]
    elif isinstance(error, Invalid):
        found = [(error.field, error.rule)]
    else:
        return Form(typed, {}, str(error))
    wrong: dict[str, str] = {}
    for path, rule in found:
        for name in _standing_for(path, typed):
            wrong.setdefault(name, _rule_of(name, path, rule, typed))
    return Form(typed, wrong)


def _standing_for(path: str, typed: Typed) -> list[str]:
    """The fields of the form that stand for a part of the body: an amount is one field, what has parts is several."""
    names = dict.fromkeys(key.partition(":")[0] for key in typed)
    whole, _, part = path.rpartition(".")
    if part == "amount_minor" or (part == "currency" and whole in names):
        return [whole]
    parts = [each for each in names if each.startswith(f"{path}.") and not each.endswith(CURRENCY)]
    if path in names or any(each[len(path) + 1 :].partition(".")[0].isdigit() for each in parts):
        return [path]
    return [each for each in parts if not typed[each].strip()] or parts or [path]


def _rule_of(name: str, path: str, rule: str, typed: Typed) -> str:
    """What is wrong with a field as it was typed: an empty one is required, whatever it would have to be."""
    if name in typed and not any(each.strip() for each in typed.getlist(name)):
        return REQUIRED if rule.startswith(_ASKING) and "left out" not in rule else rule
    if path.endswith(".amount_minor"):
        try:
            amount_of(typed, name)
        except Invalid as unreadable:
            return unreadable.rule
    return rule


def _is_list(model: type[BaseModel], name: str) -> bool:
    about = model.model_json_schema()["properties"].get(name, {})
    kinds = [about, *about.get("anyOf", ())]
    return any(each.get("type") == "array" for each in kinds)


def resolved(whole: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A part of a schema with its reference followed, without its null."""
    if "$ref" in schema:
        return whole["$defs"][str(schema["$ref"]).rsplit("/", 1)[-1]]  # type: ignore[no-any-return]
    for each in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
        if each.get("type") != "null":
            return resolved(whole, each)
    return schema


def _object(
    whole: Mapping[str, Any], schema: Mapping[str, Any], typed: Typed, path: str, zone: tzinfo
) -> dict[str, Any]:
    tree = {}
    for name, kind in schema.get("properties", {}).items():
        found = _value(whole, resolved(whole, kind), typed, f"{path}{name}", zone)
        if found is None and any(each.get("type") == "null" for each in kind.get("anyOf", ())):
            found = _emptied(resolved(whole, kind), typed, f"{path}{name}")
        if found is not None:
            tree[name] = found
    return tree


def _emptied(kind: Mapping[str, Any], typed: Typed, name: str) -> Any:
    """What a field says that was cleared: an empty list, or an empty text where one is taken; else None."""
    if kind.get("type") == "array" and any(key in typed for key in (name, f"{name}:commas", f"{name}:lines")):
        return []
    takes_none = "pattern" in kind and not kind.get("minLength") and re.fullmatch(kind["pattern"], "")
    return "" if name in typed and kind.get("type") == "string" and takes_none else None


def _value(whole: Mapping[str, Any], kind: Mapping[str, Any], typed: Typed, name: str, zone: tzinfo) -> Any:
    if set(kind.get("properties", ())) == _AMOUNT:
        return _amount(typed, name)
    if kind.get("type") == "object":
        return _object(whole, kind, typed, f"{name}.", zone) or None
    if kind.get("type") == "array":
        return _list(whole, resolved(whole, kind["items"]), typed, name, zone)
    if kind.get("type") == "boolean":
        return typed[name] in ("on", "true", "1", "yes") if name in typed else None
    text = typed.get(name, "").replace("\r\n", "\n")
    if not text.strip():
        return None
    if kind.get("type") == "integer":
        plain = _GROUPS.sub("", text)
        return int(plain) if _INTEGER.fullmatch(plain) else text
    if kind.get("type") == "number":
        plain = text.strip().replace(",", ".")
        return float(plain) if _DECIMAL.fullmatch(plain) else text
    if kind.get("format") == "date-time":
        return _moment(text.strip(), name, zone)
    return text if kind.get("format") not in ("uuid", "date") and "enum" not in kind else text.strip()


def _amount(typed: Typed, name: str) -> dict[str, Any] | None:
    """What can't be read is left to the body to refuse, so that all that is wrong is told at once."""
    try:
        return amount_of(typed, name)
    except Invalid:
        return {"amount_minor": typed[name], "currency": typed.get(name + CURRENCY, "")}


def amount_of(typed: Typed, name: str) -> dict[str, Any] | None:
    """Money as it was typed, as a body has it; None where nothing was. Raises Invalid."""
    text = _GROUPS.sub("", typed.get(name, ""))
    currency = typed.get(name + CURRENCY) or typed.get("_currency", "")
    if not text:
        return None
    if not currency:
        raise Invalid(name, "must come with a currency")
    if "," in text and "." not in text:
        text = text.replace(",", ".")
    try:
        money = Money.parse(text, currency)
    except Invalid as wrong:
        raise Invalid(name, wrong.rule) from None
    return {"amount_minor": money.amount_minor, "currency": money.currency}


def _list(whole: Mapping[str, Any], kind: Mapping[str, Any], typed: Typed, name: str, zone: tzinfo) -> Any:
    if kind.get("type") == "object" and set(kind.get("properties", ())) != _AMOUNT:
        rows = [_object(whole, kind, typed, f"{name}.{number}.", zone) for number in sorted(_numbers(typed, name))]
        return [row for row in rows if any(value not in (False, []) for value in row.values())] or None
    words: list[str] = []
    for key, divided in ((f"{name}:commas", ","), (f"{name}:lines", "\n")):
        if key in typed:
            words += [each.strip() for each in typed[key].replace("\r\n", "\n").split(divided)]
    words += [each.strip() for each in typed.getlist(name)]
    words = [each for each in words if each]
    if not words:
        return None
    if kind.get("type") == "integer":
        return [int(each) if _INTEGER.fullmatch(each) else each for each in words]
    return words


def _numbers(typed: Typed, name: str) -> Iterator[int]:
    found = set()
    for key in typed:
        if key.startswith(f"{name}."):
            number = key[len(name) + 1 :].partition(".")[0]
            if number.isascii() and number.isdigit() and len(number) < 4:
                found.add(int(number))
    return iter(found)


def _moment(text: str, name: str, zone: tzinfo) -> str:
    for shape in _LOCAL:
        try:
            return datetime.strptime(text, shape).replace(tzinfo=zone).astimezone(UTC).isoformat()
        except (ValueError, OverflowError):
            continue
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007
    except ValueError:
        return text
    try:
        return datetime.combine(day, time(23, 59, 59), zone).astimezone(UTC).isoformat()
    except OverflowError:
        raise Invalid(name, "must lie between the years 1 and 9999, by UTC") from None
