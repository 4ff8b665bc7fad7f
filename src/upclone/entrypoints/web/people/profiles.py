"""The editor of one's profile: parts that are saved by themselves, how much is said, and what would tell most now."""

from __future__ import annotations

import copy
import zoneinfo
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from pydantic import ValidationError

from upclone.domain.errors import Invalid
from upclone.domain.people import codes
from upclone.domain.people.profiles import Fluency, Level
from upclone.entrypoints.api.market import categories
from upclone.entrypoints.api.people import files, profiles
from upclone.entrypoints.api.people.profiles import ProfileBody
from upclone.entrypoints.web import languages
from upclone.entrypoints.web.cities import degrees
from upclone.entrypoints.web.desk import desk, done
from upclone.entrypoints.web.forms import Form, Refusal, Typed, body_of, refused
from upclone.entrypoints.web.market import naming
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.security import takes_files
from upclone.entrypoints.web.words import lexicon
from upclone.entrypoints.web.words.errors import told_of_fields
from upclone.entrypoints.web.words.people import STEPS

PAGES = Blueprint("profiles", __name__)
EMPTY: Final[Mapping[str, Mapping[str, Any]]] = {
    "about": {"headline": "", "bio": "", "country": ""},
    "skills": {"freelancer": {"skills": []}},
    "offer": {
        "freelancer": {
            "rate": None, "level": None, "categories": [], "place": None, "remote": False, "on_site": False,
            "radius_km": 0,
        }
    },
    "time": {"freelancer": {"availability": None}},
    "languages": {"freelancer": {"languages": []}},
    "history": {"freelancer": {"experience": [], "education": []}},
    "listing": {"freelancer": {"listed": False}},
    "company": {"client": {"company": "", "sector": "", "site": ""}},
}  # fmt: skip
"""What each part of the editor says where a field of it is left empty: what is not sent stays as it is."""
PARTS: Final = {
    "skills": "skills", "headline": "about", "bio": "about", "photo": "photo", "rate": "offer", "level": "offer",
    "categories": "offer", "place": "offer", "availability": "time", "languages": "languages", "history": "history",
    "company": "company", "sector": "company", "site": "company", "country": "about", "portfolio": "portfolio",
}  # fmt: skip
"""Where each step of a profile is said."""


@PAGES.get("/account/profile")
def edit() -> ResponseReturnValue:
    """All of it."""
    desk().must_be_signed_in()
    return _editor("", Form())


@PAGES.post("/account/profile/<part>")
def save(part: str) -> ResponseReturnValue:
    """Keep one part of it."""
    if part not in EMPTY:
        abort(404)
    desk().must_be_signed_in()
    typed = _with_degrees(request.form)
    try:
        try:
            said = body_of(ProfileBody, typed, desk().zone).model_dump(mode="json", exclude_unset=True)
        except (ValidationError, Invalid) as wrong:
            raise Refusal(told_of_fields(refused(wrong, request.form)), 422) from wrong
        desk().do(profiles.edit, body=_whole(EMPTY[part], said))
    except Refusal as refusal:
        return _editor(part, refusal.form, refusal.status)
    return done(url_for("profiles.edit", _anchor=part), gettext("Saved."))


@PAGES.post("/account/profile/photo")
@takes_files
def photo() -> ResponseReturnValue:
    """Another picture of oneself, or none."""
    try:
        if "drop" in request.form:
            desk().do(profiles.edit, body={"photo": None})
        else:
            kept = desk().call(files.upload)
            desk().do(profiles.edit, body={"photo": str(kept.id)})
    except Refusal as refusal:
        return _editor("photo", refusal.form, refusal.status)
    return done(url_for("profiles.edit"), gettext("Saved."))


def _editor(part: str, form: Form, status: int = 200) -> ResponseReturnValue:
    profile = desk().read(profiles.profile)
    spoken = sorted(((code, naming.language(code)) for code in codes.LANGUAGES), key=lambda pair: pair[1])
    return page(
        "people/profile.html",
        status,
        profile=profile,
        form=form,
        failed=part,
        steps=STEPS,
        parts=PARTS,
        tops=desk().read(categories.categories, {"lang": languages.spoken()}).items,
        known_skills=naming.skill_names(),
        tongues=spoken,
        zones=[(zone, zone.replace("_", " ")) for zone in zones()],
        levels_words=[(each.value, lexicon.term(each)) for each in Level],
        fluency_words=[(each.value, lexicon.term(each)) for each in Fluency],
        blank=Form(),
    )


def _whole(empty: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """What is said, with the fields of its part that are left empty."""
    whole = copy.deepcopy(dict(empty))
    for name, value in said.items():
        both = isinstance(value, dict) and isinstance(whole.get(name), dict)
        whole[name] = {**whole[name], **value} if both else value
    return whole


def _with_degrees(typed: Typed) -> Typed:
    """The form with the degrees of its city, where we know them and nobody typed others."""
    city, country = (typed.get(f"freelancer.place.{name}", "") for name in ("city", "country"))
    names = [f"freelancer.place.{name}" for name in ("latitude", "longitude")]
    if not city.strip() or any(typed.get(name, "").strip() for name in names):
        return typed
    found = degrees(city, country)
    if found is None:
        return typed
    whole = typed.copy()
    for name, value in zip(names, found, strict=True):
        whole[name] = str(value)
    return whole


@cache
def zones() -> tuple[str, ...]:
    """The time zones that people live in, by name."""
    return tuple(sorted(name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/")))
