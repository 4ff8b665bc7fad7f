"""Categories and skills: looked at, grown, and carried from one marketplace to another as one file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from upclone.domain.actors import Actor
from upclone.domain.errors import Invalid, NotFound
from upclone.domain.market.categories import Category, Names
from upclone.domain.market.skills import Skill
from upclone.domain.market.taxonomy import Taxonomy
from upclone.entrypoints.cli.desk import Orders, acting, opened, perform, with_json
from upclone.entrypoints.cli.lists import DESK, limited, show
from upclone.entrypoints.cli.output import Column, block, emit

if TYPE_CHECKING:
    from upclone.entrypoints.doors import Doors

LIST = (
    Column("category", lambda row: ("└ " if row[0].parent else "") + row[0].slug),
    Column("english", lambda row: row[0].names.en, text=True),
    Column("français", lambda row: row[0].names.fr, text=True),
    Column("skills", lambda row: row[1], right=True),
    Column("state", lambda row: row[0].state),
)
UNKNOWN = (
    Column("slug", lambda row: row.slug),
    Column("word", lambda row: row.word, text=True),
    Column("uses", lambda row: row.uses, right=True),
)
LONGEST_FILE = 8 * 1024 * 1024


@click.group()
def categories() -> None:
    """Look after categories and skills, and adopt the words that people use."""


@categories.command("list")
@with_json
def list_categories() -> None:
    """Every category with its parts, and how many skills each has."""
    with opened() as doors:
        known = doors.taxonomy.known()
        counts = [
            (each, sum(each.slug in skill.categories for skill in known.skills.values())) for each in _tree(known)
        ]
        show(counts, LIST, "No categories.", lambda row: {"category": row[0], "skills": row[1]})


@categories.command("show")
@click.argument("word")
@with_json
def show_word(word: str) -> None:
    """What a word means: the skill, and the category that it stands for."""
    with opened() as doors:
        known = doors.taxonomy.known()
        skill = known.skills.get(known.skill(word) or "")
        found: Skill | Category = skill or known.categories[known.category(word, "word")]
    emit(lambda: found, lambda: block(_facts(found, known)))


@categories.command()
@limited
@with_json
def unknown(limit: int) -> None:
    """Words that people use as skills and that mean none yet, the most used first."""
    with opened() as doors:
        show(doors.taxonomy.unknown(DESK, limit), UNKNOWN, "Every word is known.")


@categories.command()
@click.argument("english")
@click.option("--fr", "french", help="The French name, where it is another.")
@click.option("--alias", "aliases", multiple=True, help="Another word for it; may be repeated.")
@click.option("--in", "places", multiple=True, required=True, help="A category it belongs to; may be repeated.")
@click.option("--part", is_flag=True, help="Add a part of a category instead of a skill.")
@acting
def add(
    english: str, french: str | None, aliases: tuple[str, ...], places: tuple[str, ...], part: bool, orders: Orders
) -> None:
    """Add a skill, or with --part a sub-category."""
    names = Names(english, french or english)
    with opened() as doors:
        perform(
            doors,
            orders,
            f"Add {english}?",
            lambda actor: (
                doors.categories.add_category(actor, "", names, aliases, places[0])
                if part
                else doors.categories.add_skill(actor, "", names, aliases, places)
            ),
        )


@categories.command()
@click.argument("skill")
@click.argument("into")
@acting
def merge(skill: str, into: str, orders: Orders) -> None:
    """Make SKILL a name of INTO. What names it counts as the other's from then on; it can't be undone."""
    with opened() as doors:
        merged = _skill(doors, skill)
        perform(
            doors,
            orders,
            f"Make {merged.names.en} a name of {into}?",
            lambda actor: doors.categories.merge(actor, merged.id, into),
        )


@categories.command()
@click.argument("word")
@click.option("--means", "of", metavar="SKILL", help="A skill that the word is another name of.")
@click.option("--in", "places", multiple=True, help="A category of the new skill; may be repeated.")
@click.option("--fr", "french", help="The French name of the new skill.")
@acting
def adopt(word: str, of: str | None, places: tuple[str, ...], french: str | None, orders: Orders) -> None:
    """Make a word that people use a skill, or with --means a name of one."""
    if bool(of) == bool(places):
        raise click.UsageError("Say what it is: --means SKILL, or --in CATEGORY.")
    with opened() as doors:
        if of:
            skill = _skill(doors, of)
            aliases = (*skill.aliases, word)
            perform(
                doors,
                orders,
                f"Make {word} a name of {skill.names.en}?",
                lambda actor: doors.categories.edit_skill(actor, skill.id, None, aliases, None),
            )
        else:
            names = Names(word, french or word)
            perform(
                doors,
                orders,
                f"Adopt {word}?",
                lambda actor: doors.categories.add_skill(actor, "", names, (), places),
            )


@categories.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@with_json
def export(target: Path) -> None:
    """Write all of it to one JSON file."""
    with opened() as doors:
        known = doors.taxonomy.known()
    slugs = {each.id: each.slug for each in known.categories.values()}
    data = {
        "categories": [_entry(each, parent=slugs.get(each.parent) if each.parent else None) for each in _tree(known)],
        "skills": [_entry(each, categories=list(each.categories)) for each in known.skills.values() if each.words],
    }
    target.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    emit(
        lambda: {"path": str(target), "categories": len(data["categories"]), "skills": len(data["skills"])},
        lambda: f"{target}: {len(data['categories'])} categories, {len(data['skills'])} skills",
    )


@categories.command("import")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@acting
def import_file(source: Path, orders: Orders) -> None:
    """Add and change what a file of `export` says. What it does not name stays."""
    try:
        data = json.loads(source.read_bytes()[:LONGEST_FILE])
        tops, skills = list(data["categories"]), list(data["skills"])
    except (ValueError, KeyError, TypeError) as wrong:
        raise Invalid("source", "is no file of `upclone categories export`") from wrong
    with opened() as doors:
        perform(doors, orders, f"Take over {source}?", lambda actor: _take(doors, actor, tops, skills))


def _take(doors: Doors, actor: Actor, categories: Iterable[Any], skills: Iterable[Any]) -> None:
    use_cases, known = doors.categories, doors.taxonomy.known()
    for each in categories:
        names, aliases, parent = Names(each["en"], each["fr"]), tuple(each["aliases"]), each["parent"] or ""
        category = known.categories.get(each["slug"])
        if category is None:
            use_cases.add_category(actor, each["slug"], names, aliases, parent)
        elif (category.names, category.aliases) != (names, aliases):
            use_cases.edit_category(actor, category.id, names, aliases, parent or None)
    for each in skills:
        names, aliases, places = Names(each["en"], each["fr"]), tuple(each["aliases"]), tuple(each["categories"])
        skill = known.skills.get(each["slug"])
        if skill is None:
            use_cases.add_skill(actor, each["slug"], names, aliases, places)
        elif (skill.names, skill.aliases, skill.categories) != (names, aliases, places):
            use_cases.edit_skill(actor, skill.id, names, aliases, places)


def _entry(one: Skill | Category, **more: Any) -> dict[str, Any]:
    return {"slug": one.slug, "en": one.names.en, "fr": one.names.fr, "aliases": list(one.aliases), **more}


def _tree(known: Taxonomy) -> list[Category]:
    every = list(known.categories.values())
    return [each for top in every if top.parent is None for each in (top, *(e for e in every if e.parent == top.id))]


def _skill(doors: Doors, word: str) -> Skill:
    known = doors.taxonomy.known()
    skill = known.skills.get(known.skill(word) or "")
    if skill is None:
        raise NotFound("skill", word)
    return skill


def _facts(found: Skill | Category, known: Taxonomy) -> list[tuple[str, object]]:
    facts: list[tuple[str, object]] = [
        ("slug", found.slug),
        ("english", found.names.en),
        ("français", found.names.fr),
        ("aliases", ", ".join(found.aliases)),
        ("state", found.state),
    ]
    if isinstance(found, Skill):
        facts += [("categories", ", ".join(found.categories)), ("uses", known.uses.get(found.slug, 0))]
    return facts
