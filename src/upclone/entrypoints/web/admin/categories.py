"""The words of the market: categories with their parts, skills, and words that people use and nobody knows yet."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from upclone.domain.errors import AlreadyExists, NotFound
from upclone.domain.market import folding
from upclone.entrypoints.api.market import categories, skills
from upclone.entrypoints.web import languages
from upclone.entrypoints.web.admin import gate
from upclone.entrypoints.web.desk import Operation, desk, done
from upclone.entrypoints.web.forms import Form, Refusal
from upclone.entrypoints.web.market import naming
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.sheets import Columns, sheet

PAGES = gate.for_operators("words")
SHOWN: Final = "100"

_CATEGORIES: Final[Columns] = {
    _("Slug"): lambda row: row.slug,
    _("Part of"): lambda row: row.parent,
    _("English"): lambda row: row.names.en,
    _("French"): lambda row: row.names.fr,
    _("Other words"): lambda row: row.aliases,
    _("State"): lambda row: row.state.value,
}
_SKILLS: Final[Columns] = {
    _("Slug"): lambda row: row.slug,
    _("English"): lambda row: row.names.en,
    _("French"): lambda row: row.names.fr,
    _("Other words"): lambda row: row.aliases,
    _("Categories"): lambda row: row.categories,
    _("State"): lambda row: row.state.value,
}
_UNKNOWN: Final[Columns] = {
    _("Slug"): lambda row: row.slug,
    _("Word"): lambda row: row.word,
    _("Uses"): lambda row: row.uses,
}


@PAGES.get("/categories")
def listed() -> ResponseReturnValue:
    """All of them, the retired ones too."""
    return page("admin/categories.html", tops=_tops())


@PAGES.get("/categories.csv")
def exported() -> ResponseReturnValue:
    """The same as a file."""
    return sheet("categories", _CATEGORIES, _flat(_tops()))


@PAGES.route("/categories/new", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    """One more; the address may say of what it is a part."""
    above = request.args.get("parent", "")
    return _edited(
        "admin/category.html", categories.add, "/admin/categories", gettext("Added."), tops=_tops(), above=above
    )


@PAGES.route("/categories/<uuid:id>", methods=["GET", "POST"])
def edit(id: UUID) -> ResponseReturnValue:
    """Rename one, change its other words, move it, retire it; its parts, and what uses it."""
    tops = _tops()
    found = next((each for each in _flat(tops) if each.id == id), None)
    if found is None:
        raise NotFound("category", str(id))
    top = next((each for each in tops if found.slug in (each.slug, *(part.slug for part in each.parts))), None)
    slugs = naming.known().parts(found.slug)
    return _edited(
        "admin/category.html", categories.edit, "/admin/categories", gettext("Changed."), id,
        tops=tops, one=found, top=top, parts=top.parts if top is not None and top.slug == found.slug else (),
        uses=desk().doors.taxonomy.uses(desk().must_be_signed_in().actor, slugs),
        skills=naming.known().suggest("", found.slug, len(naming.known().skills)),
    )  # fmt: skip


@PAGES.get("/skills")
def skilled() -> ResponseReturnValue:
    """Skills by any word for them."""
    query = {"lang": languages.spoken(), "limit": SHOWN, "q": request.args.get("q", "")}
    found = desk().read(skills.skills, {**query, "category": request.args.get("category", "")}).items
    return page("admin/skills.html", found=found, tops=_tops(), asked=request.args)


@PAGES.get("/skills.csv")
def skills_exported() -> ResponseReturnValue:
    """Every skill."""
    uses = desk().doors.taxonomy.known().uses
    columns: Columns = {**_SKILLS, _("Uses"): lambda row: uses.get(row.slug, 0)}
    return sheet("skills", columns, desk().doors.taxonomy.known().skills.values())


@PAGES.route("/skills/new", methods=["GET", "POST"])
def add_skill() -> ResponseReturnValue:
    """One more; a word that people use already may be adopted so."""
    word = request.args.get("word", "")
    return _edited("admin/skill.html", skills.add, "/admin/skills", gettext("Added."), word=word, tops=_tops())


@PAGES.route("/skills/<uuid:id>", methods=["GET", "POST"])
def edit_skill(id: UUID) -> ResponseReturnValue:
    """Rename one, change its other words or its categories, merge it, retire it."""
    slug = next((each.slug for each in desk().doors.taxonomy.known().skills.values() if each.id == id), None)
    if slug is None:
        raise NotFound("skill", str(id))
    found = desk().read(skills.skill, {"lang": languages.spoken()}, slug=slug)
    facts: dict[str, Any] = {"one": found, "word": "", "tops": _tops()}
    return _edited("admin/skill.html", skills.edit, "/admin/skills", gettext("Changed."), id, **facts)


@PAGES.get("/unknown-skills")
def unknown() -> ResponseReturnValue:
    """Words that mean no skill yet, the most used first."""
    return page("admin/unknown_skills.html", found=desk().read(skills.unknown, {"limit": SHOWN}).items)


@PAGES.post("/unknown-skills")
def dismiss() -> ResponseReturnValue:
    """Take a word off that list."""
    desk().do(skills.dismiss)
    return done(f"{request.script_root}/admin/unknown-skills", gettext("The word is off the list."))


@PAGES.get("/unknown-skills.csv")
def unknown_exported() -> ResponseReturnValue:
    """The same as a file."""
    return sheet("unknown-skills", _UNKNOWN, desk().read(skills.unknown, {"limit": SHOWN}).items)


def _edited(
    template: str, operation: Operation, then: str, said: str, id: UUID | None = None, **facts: Any
) -> ResponseReturnValue:
    """A form of words, shown or sent. A list that is emptied is empty."""
    facts.setdefault("one", None)
    if request.method == "GET":
        return page(template, form=Form(), **facts)
    try:
        path: dict[str, Any] = {"id": id} if id else {}
        desk().do(operation, **path)
    except Refusal as refusal:
        return page(template, refusal.status, form=_beside(refusal), **facts)
    return done(f"{request.script_root}{then}", said)


def _beside(refusal: Refusal) -> Form:
    """A word that means another already is wrong in the fields that have it."""
    taken, form = refusal.__cause__, refusal.form
    if not isinstance(taken, AlreadyExists):
        return form
    word = folding.key(taken.reason.partition("”")[0])
    fields = ("names.en", "names.fr", "aliases:commas")
    having = [name for name in fields if word in map(folding.key, form.typed.get(name, "").split(","))]
    return Form(form.typed, {name.partition(":")[0]: form.problem for name in having}) if having else form


def _tops() -> list[Any]:
    return desk().read(categories.categories, {"lang": languages.spoken()}).items  # type: ignore[no-any-return]


def _flat(tops: list[Any]) -> list[Any]:
    return [each for top in tops for each in (top, *top.parts)]
