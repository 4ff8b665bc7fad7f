"""`upclone categories`: look, add, adopt, merge, and carry all of it over in one file."""

import json
from pathlib import Path

import pytest

from tests.integration.cli.conftest import OPERATOR, Desk
from upclone.entrypoints.doors import Doors

pytestmark = pytest.mark.usefixtures("doors")
ACT = ("--as", OPERATOR, "--reason", "people look for it", "--yes")


def test_categories_are_listed_as_a_tree(desk: Desk):
    """With how many skills each has."""
    rows = desk.json("categories", "list")["items"]
    assert rows[0]["category"]["slug"] == "development"
    assert rows[1]["category"]["slug"] == "web-development"
    assert rows[1]["skills"] > 5
    assert "└ web-development" in desk.run("categories", "list").stdout


def test_a_word_is_looked_up(desk: Desk):
    """A skill by any name, or a category."""
    assert desk.json("categories", "show", "k8s")["slug"] == "kubernetes"
    assert "Rédaction" in desk.run("categories", "show", "redaction").stdout
    assert "nearest" in desk.error("categories", "show", "zzzz", exit=2)["message"]


def test_words_that_people_use_are_adopted(desk: Desk, doors: Doors):
    """As a skill of their own, or as a name of one; then they are no longer unknown."""
    with doors.unit_of_work() as work:
        work.categories.resolve_skills(["Fire eating", "Snake language"])
    assert {row["word"] for row in desk.json("categories", "unknown")["items"]} >= {"Fire eating", "Snake language"}
    desk.run("categories", "adopt", "Fire eating", exit=2)
    desk.run("categories", "adopt", "Fire eating", "--in", "coaching", "--fr", "Cracheur de feu", *ACT)
    desk.run("categories", "adopt", "Snake language", "--means", "py", *ACT)
    assert desk.json("categories", "show", "snake LANGUAGE")["slug"] == "python"
    assert desk.json("categories", "unknown")["items"] == []


def test_skills_are_added_and_merged(desk: Desk):
    """A dry run keeps nothing."""
    desk.run("categories", "add", "Ice carving", "--in", "illustration", "--dry-run", "--as", OPERATOR)
    desk.error("categories", "merge", "ice carving", "ceramics", *ACT, exit=3)
    desk.run("categories", "add", "Ice carving", "--in", "illustration", "--alias", "glace", *ACT)
    desk.run("categories", "merge", "glace", "ceramics", *ACT)
    assert desk.json("categories", "show", "ice carving")["slug"] == "ceramics"
    desk.run("categories", "add", "Ice works", "--fr", "Glaciers", "--in", "design", "--part", *ACT)
    assert desk.json("categories", "show", "glaciers")["slug"] == "ice-works"


def test_all_of_it_is_carried_over_in_one_file(desk: Desk, tmp_path: Path):
    """Exported, changed, imported again: what the file says is so, and nothing else changed."""
    file = tmp_path / "taxonomy.json"
    told = desk.json("categories", "export", file)
    assert told["skills"] > 650
    data = json.loads(file.read_text())
    data["skills"][0]["aliases"].append("brendan's language")
    file.write_text(json.dumps({"categories": data["categories"][:2], "skills": data["skills"][:3]}))
    done = desk.json("categories", "import", file, *ACT)
    assert done["outcome"]["events"] == ["SkillEdited"]
    assert desk.json("categories", "show", "Brendan's Language")["slug"] == data["skills"][0]["slug"]
    file.write_text("[]")
    assert desk.error("categories", "import", file, *ACT, exit=2)["code"] == "invalid"
