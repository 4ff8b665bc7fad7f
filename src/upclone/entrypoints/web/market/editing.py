"""Long forms: rows that are added without scripts, files that come with a form, Markdown that is looked at first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from flask import request
from werkzeug.datastructures import MultiDict

from upclone.domain.money import Money
from upclone.entrypoints.api.people import files
from upclone.entrypoints.web.cities import degrees
from upclone.entrypoints.web.desk import KEY, desk
from upclone.entrypoints.web.forms import CURRENCY, Refusal, Typed, amount_of

FILES: Final = "_files"
"""The field in which files are chosen; what was uploaded is then in `attachments`, by id."""

LOOKS: Final = "_look"
"""The button that shows the form again, with its Markdown set or its costs reckoned."""

MORE: Final = "_more."
"""How the button is named that shows the form again with one row more, before the name of the list."""


LESS: Final = "_less."
"""How the button is named that shows it with one row fewer; its value is the row's number."""


def looks() -> bool:
    """Whether the form was sent only to be shown again."""
    return any(name == LOOKS or name.startswith((MORE, LESS)) for name in request.form)


def rows_more(name: str) -> int:
    """How many rows more than are filled a list is to show."""
    return int(MORE + name in request.form)


def numbered(typed: Typed, name: str) -> Typed:
    """The form with the rows of a list numbered as the body will have them, so that what is wrong with one is said
    beside it: from 0, without the one that is taken away and, unless rows are being added or taken away, without those
    that are empty. One row always stays."""
    rows: dict[str, dict[str, str]] = {}
    whole: Typed = MultiDict()
    for key, value in typed.items(multi=True):
        number, dot, part = key.removeprefix(f"{name}.").partition(".")
        if key.startswith(f"{name}.") and dot and number.isascii() and number.isdigit() and len(number) < 4:
            rows.setdefault(number, {})[part] = value
        else:
            whole.add(key, value)
    gone, pressed = typed.get(LESS + name), (MORE + name in typed or LESS + name in typed)
    kept = [row for number, row in sorted(rows.items(), key=_by_number) if number != gone and (pressed or _holds(row))]
    for place, row in enumerate(kept or [dict.fromkeys(row, "") for row in rows.values()][:1]):
        whole.update({f"{name}.{place}.{part}": value for part, value in row.items()})
    return whole


def _by_number(row: tuple[str, Any]) -> int:
    return int(row[0])


def _holds(row: dict[str, str]) -> bool:
    return any(value.strip() for part, value in row.items() if not part.endswith(CURRENCY))


def typed_with_files() -> Typed:
    """The form that was sent, its files uploaded. Raises Refusal where one is not taken."""
    typed = MultiDict(request.form)
    for sent in request.files.getlist(FILES):
        if not sent.filename:
            continue
        try:
            typed.add("attachments", str(desk().call(files.upload, body={"file": sent}).id))
        except Refusal as refusal:
            words = refusal.form.problem or next(iter(refusal.form.errors.values()), "")
            raise Refusal(type(refusal.form)(typed, {"attachments": words}), refusal.status) from refusal
    return typed


def kept_files(typed: Typed) -> list[str]:
    """Ids of the files that a form keeps."""
    return list(dict.fromkeys(typed.getlist("attachments")))


def another(typed: Typed) -> Typed:
    """A form that carries nothing but a key of its own, for a second command that follows from one form."""
    key = typed.get(KEY)
    return MultiDict({KEY: f"{key}+"} if key else {})


def money_in(typed: Typed, name: str) -> Money | None:
    """An amount of a form; None where nothing was typed. Raises Invalid."""
    found = amount_of(typed, name)
    return Money(found["amount_minor"], found["currency"]) if found else None


def ids(texts: Iterable[str]) -> list[UUID]:
    """Those that are ids."""
    found = []
    for each in texts:
        try:
            found.append(UUID(each))
        except ValueError:
            continue
    return found


def located(typed: Typed) -> Typed:
    """The form with the degrees of its city, where we know them and nobody typed others."""
    found = degrees(typed.get("place.city", ""), typed.get("place.country", ""))
    if found and not any(typed.get(f"place.{name}", "").strip() for name in ("latitude", "longitude")):
        typed["place.latitude"], typed["place.longitude"] = map(str, found)
    return typed
