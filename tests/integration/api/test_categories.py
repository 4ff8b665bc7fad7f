"""Categories and skills by HTTP: for everybody to read, for operators to change."""

from tests.api_world import World
from upclone.domain.actors import operator


def test_everybody_reads_categories_in_their_language(world: World):
    """By Accept-Language, or by `lang`."""
    english = world.visitor.sees("/categories")["items"]
    assert len(english) >= 14
    assert sum(len(each["parts"]) for each in english) >= 90
    french = world.visitor.get("/categories", headers={"Accept-Language": "fr-CA, en;q=0.5"}).json["items"]
    asked = world.visitor.sees("/categories?lang=fr")["items"]
    assert french == asked
    assert (english[0]["name"], french[0]["name"]) == ("Development", "Développement")
    assert english[0]["parts"][0]["parent"] == english[0]["slug"]


def test_suggestions_while_typing(world: World):
    """Aliases, slips, both languages, and one's own category."""

    def first(query: str) -> str:
        return world.visitor.sees(f"/skills?{query}")["items"][0]["slug"]

    assert first("q=js") == "javascript"
    assert first("q=pyhton") == "python"
    assert first("q=r%C3%A9f%C3%A9rencement") == "seo"
    assert first("q=mod&category=3d") == "3d-modelling"
    assert len(world.visitor.sees("/skills?limit=50")["items"]) == 50
    assert world.visitor.get("/skills?category=nothing-like-it").status_code == 422
    assert world.visitor.sees("/skills/JS?lang=fr")["slug"] == "javascript"
    assert world.visitor.get("/skills/nobody-knows-it").status_code == 404


def test_only_operators_change_them(world: World):
    """Members are refused; what an operator does is theirs in the events."""
    body = {"names": {"en": "Linocut", "fr": "Linogravure"}, "aliases": ["lino"], "categories": ["illustration"]}
    assert world.client.post("/skills", body).status_code == 403
    assert world.visitor.post("/skills", body).status_code == 401
    made = world.admin.does("/skills", body)
    assert (made["slug"], made["categories"]) == ("linocut", ["illustration"])
    assert {each["move"] for each in made["actions"]} == {"edit", "merge", "retire"}
    assert world.client.sees("/skills/lino")["actions"] == []
    with world.doors.unit_of_work() as work:
        row = work.transaction.one("SELECT by, role, name FROM event WHERE subject_id = %(id)s", {"id": made["id"]})
    assert tuple(map(str, row)) == (world.admin.id, "operator", "SkillAdded")
    assert operator(row[0]).is_operator


def test_a_skill_is_edited_merged_and_retired(world: World):
    """What named the merged one finds the other."""

    def added(en: str) -> dict[str, object]:
        return world.admin.does("/skills", {"names": {"en": en, "fr": f"{en} fr"}, "categories": ["illustration"]})

    one, other = added("Charcoal drawing"), added("Fusain")
    edited = world.admin.does(f"/skills/{one['id']}", {"aliases": ["carbon sketch"]}, method="PUT")
    assert (edited["name"], edited["aliases"]) == ("Charcoal drawing", ["carbon sketch"])
    taken = world.admin.put(f"/skills/{other['id']}", {"aliases": ["Carbon Sketch"]})
    assert taken.status_code == 409
    merged = world.admin.does(f"/skills/{one['id']}/merge", {"into": "fusain"})
    assert (merged["state"], merged["actions"]) == ("merged", [])
    assert world.visitor.sees("/skills/carbon-sketch")["slug"] == "fusain"
    assert world.admin.post(f"/skills/{one['id']}/retire").status_code == 409
    assert world.admin.does(f"/skills/{other['id']}/retire")["state"] == "retired"
    assert "fusain" not in [each["slug"] for each in world.visitor.sees("/skills?q=fusain")["items"]]
    assert world.admin.does(f"/skills/{other['id']}/restore")["state"] == "active"


def test_a_category_is_added_moved_and_retired(world: World):
    """Visitors no longer see a retired one; operators do."""
    made = world.admin.does("/categories", {"names": {"en": "Murals", "fr": "Fresques"}, "parent": "design"})
    assert (made["slug"], made["parent"]) == ("murals", "design")
    assert world.admin.does(f"/categories/{made['id']}", {"parent": "photo"}, method="PUT")["parent"] == "photography"
    preview = world.admin.does(f"/categories/{made['id']}/retire/preview")
    assert preview["changes"][0]["after"] == "retired"
    world.admin.does(f"/categories/{made['id']}/retire")

    def slugs(items: list[dict[str, object]]) -> set[object]:
        return {part["slug"] for each in items for part in each["parts"]}  # type: ignore[attr-defined]

    assert "murals" not in slugs(world.visitor.sees("/categories")["items"])
    assert "murals" in slugs(world.admin.sees("/categories")["items"])
    assert world.admin.does(f"/categories/{made['id']}/restore")["state"] == "active"


def test_a_parent_that_says_nothing_is_none(world: World):
    """Blank text is as good as leaving it out, when one is added and when one is moved."""
    body = {"names": {"en": "Glass", "fr": "Verre"}, "parent": " \u2028 "}
    glass = world.admin.does("/categories", body)
    assert glass["parent"] is None
    assert world.admin.does(f"/categories/{glass['id']}", {"parent": "  "}, "PUT")["parent"] is None


def test_operators_see_words_that_nobody_knows(world: World):
    """And take them off the list."""
    with world.doors.unit_of_work() as work:
        work.categories.resolve_skills(["Plate spinning"])
    items = world.admin.sees("/unknown-skills")["items"]
    assert {"slug": "plate-spinning", "word": "Plate spinning", "uses": 1} in items
    left = world.admin.does("/unknown-skills/dismiss", {"slug": "plate-spinning"})["items"]
    assert "plate-spinning" not in [each["slug"] for each in left]
