"""Categories and skills change by the table, mean one thing a word, and come with upclone in both languages."""

from collections import Counter
from functools import cache
from pathlib import Path
from time import thread_time

import pytest
from attrs import evolve

from tests import builders as build
from tests.builders import AT, MODERATOR, OPERATOR, new_id
from tests.unit.domain.cells import Trial, agree, all_cells, try_cell
from upclone.domain.actors import CLOCK, GATEWAY, Role, member
from upclone.domain.errors import AlreadyExists, Invalid, Refused
from upclone.domain.market import categories, folding, shipped, skills
from upclone.domain.market.categories import Names
from upclone.domain.market.shipped import Shipped
from upclone.domain.market.taxonomy import Taxonomy, slugs_for

DATA = Path(shipped.__file__).with_name("data")
ACTORS = {
    Role.OPERATOR: OPERATOR,
    Role.MODERATOR: MODERATOR,
    Role.STRANGER: member(new_id()),
    Role.CLOCK: CLOCK,
    Role.GATEWAY: GATEWAY,
}
CATEGORY = Trial(
    categories.PROCESS,
    """
    active edit operator -> active
    active retire operator -> retired
    retired restore operator -> active
    """,
    variants=lambda state: {"top": build.category(state=state)},
    actors=lambda _: ACTORS,
    verbs={
        categories.Move.EDIT: lambda on, by, role: categories.edit(on, by, on.names, (), None, AT),
        categories.Move.RETIRE: lambda on, by, role: categories.retire(on, by, AT),
        categories.Move.RESTORE: lambda on, by, role: categories.restore(on, by, AT),
    },
)
SKILL = Trial(
    skills.PROCESS,
    """
    active edit operator -> active
    active merge operator -> merged
    active retire operator -> retired
    retired restore operator -> active
    """,
    variants=lambda state: {"plain": build.skill(state=state)},
    actors=lambda _: ACTORS,
    verbs={
        skills.Move.EDIT: lambda on, by, role: skills.edit(on, by, on.names, (), on.categories, AT),
        skills.Move.MERGE: lambda on, by, role: skills.merge(on, build.skill(), by, AT),
        skills.Move.RETIRE: lambda on, by, role: skills.retire(on, by, AT),
        skills.Move.RESTORE: lambda on, by, role: skills.restore(on, by, AT),
    },
)


@pytest.mark.parametrize(("state", "move"), all_cells(categories.PROCESS))
def test_every_cell_of_categories(state: categories.State, move: categories.Move):
    """What the list allows happens; everything else is refused and changes nothing."""
    try_cell(CATEGORY, state, move)


@pytest.mark.parametrize(("state", "move"), all_cells(skills.PROCESS))
def test_every_cell_of_skills(state: skills.State, move: skills.Move):
    """What the list allows happens; everything else is refused and changes nothing."""
    try_cell(SKILL, state, move)


@pytest.mark.parametrize("trial", [CATEGORY, SKILL], ids=["category", "skill"])
def test_the_lists_are_the_tables(trial: Trial):
    """Both have the same cells, in the same words."""
    agree(trial)


@cache
def come() -> Shipped:
    return shipped.read(file.read_text() for file in sorted(DATA.glob("*.txt")))


@cache
def known() -> Taxonomy:
    return Taxonomy.of(come().categories, come().skills, {})


def test_enough_comes_with_upclone():
    """At least 14 categories, 90 sub-categories and 650 skills, all with a name in both languages."""
    tops = [each for each in come().categories if each.parent is None]
    assert len(tops) >= 14
    assert len(come().categories) - len(tops) >= 90
    assert len(come().skills) >= 650
    assert all(each.names.en and each.names.fr for each in (*come().categories, *come().skills))
    assert sum(each.names.en != each.names.fr for each in come().skills) > 300


@pytest.mark.parametrize("kind", ["categories", "skills"])
def test_a_word_means_one_thing(kind: str):
    """Names, slugs and aliases are unique once they are folded, in both languages together."""
    words = Counter(key for each in getattr(come(), kind) for key in {*map(folding.key, each.words)})
    assert [word for word, times in words.items() if times > 1] == []
    slugs = Counter(each.slug for each in getattr(come(), kind))
    assert max(slugs.values()) == 1


def test_nothing_is_an_orphan():
    """Every skill lies in sub-categories that exist, and every sub-category has skills."""
    parts = {each.slug for each in come().categories if each.parent is not None}
    places = {place for skill in come().skills for place in skill.categories}
    assert places == parts
    ids = {each.id for each in come().categories}
    assert all(each.parent in ids for each in come().categories if each.parent)
    for skill in come().skills:
        known().check_skill(skill)


@pytest.mark.parametrize(
    ("word", "slug"),
    [
        ("javascript", "javascript"),
        ("JS", "javascript"),
        ("js ", "javascript"),
        ("Java Script", "javascript"),
        ("k8s", "kubernetes"),
        ("Node.js", "node-js"),
        ("nodejs", "node-js"),
        ("NODE JS", "node-js"),
        ("c++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("C", "c"),
        (".net", "dot-net"),
        ("dotnet", "dot-net"),
        ("photoshop", "adobe-photoshop"),
        ("Référencement", "seo"),
        ("referencement naturel", "seo"),
        ("REDACTION WEB", "web-writing"),
        ("rédaction seo", "seo-writing"),
        ("logos", "logo-design"),
        ("API REST", "rest-apis"),
        ("rest api", "rest-apis"),
        ("Traductions juridiques", "legal-translation"),
        ("anglais vers francais", "english-to-french-translation"),
        ("mise en page", "page-layout"),
        ("ux/ui", None),
        ("basket weaving", None),
    ],
)
def test_what_a_word_means_as_a_skill(word: str, slug: str | None):
    """Aliases, accents, case, punctuation and plurals, in both languages."""
    assert known().skill(word) == slug


@pytest.mark.parametrize(
    ("word", "slug"),
    [
        ("", ""),
        ("  ", ""),
        ("design", "design"),
        ("web", "web-development"),
        ("dev web", "web-development"),
        ("Développement", "development"),
        ("dev", "development"),
        ("redaction", "writing"),
        ("writing", "writing"),
        ("marketing", "marketing"),
        ("photo", "photography"),
        ("video", "video-animation"),
        ("vidéos", "video-animation"),
        ("translation", "translation"),
        ("traduction", "translation"),
        ("data", "data"),
        ("legal", "legal"),
        ("finance", "finance"),
        ("music", "audio-music"),
        ("engineering", "engineering"),
        ("support", "administration"),
        ("admin", "administration"),
        ("logo", "logo-branding"),
        ("mobile", "mobile-development"),
        ("WordPress", "cms-no-code"),
    ],
)
def test_what_a_word_means_as_a_category(word: str, slug: str):
    """The words that people used while any word would do; a skill stands for the category that it belongs to."""
    assert known().category(word) == slug


def test_an_unknown_category_is_refused_with_the_nearest():
    """Whoever mistypes is helped."""
    with pytest.raises(Invalid, match=r"category: .*web-development"):
        known().category("web devlopment")
    with pytest.raises(Invalid, match="development"):
        known().category("zzzzzz")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("js", "javascript"),
        ("javas", "javascript"),
        ("jvaascript", "javascript"),
        ("pyhton", "python"),
        ("kubernets", "kubernetes"),
        ("photos", "adobe-photoshop"),
        ("ilustrator", "adobe-illustrator"),
        ("wrodpress", "wordpress"),
        ("rédaction w", "web-writing"),
        ("redaction tech", "technical-writing"),
        ("after", "adobe-after-effects"),
        ("postg", "postgresql"),
        ("montage v", "video-editing"),
        ("c+", "c-plus-plus"),
    ],
)
def test_what_is_suggested_first(typed: str, first: str):
    """Beginnings, insides, accents, and one wrong letter."""
    assert known().suggest(typed)[0].slug == first


def test_the_most_used_comes_first_of_equals():
    """Of what begins alike, what people name most often."""
    used = Taxonomy.of(come().categories, come().skills, {"react-native": 9, "react": 3})
    assert [each.slug for each in used.suggest("reac", limit=2)] == ["react-native", "react"]


def test_suggestions_keep_to_a_category():
    """Also to the parts of one."""
    within = known().suggest("", "design", 100)
    parts = set(known().parts("design"))
    assert within
    assert all(parts & set(each.categories) for each in within)


def test_what_is_typed_is_answered_at_once():
    """Under 20 milliseconds at the worst, slips included; the median far below."""
    typed = [word[:length] for word in ("javascript", "réferencmnt", "ilustrtor", "zzqx", "e") for length in (1, 3, 9)]
    known().suggest("warm")

    def once(each: str) -> float:
        begin = thread_time()
        known().suggest(each)
        return thread_time() - begin

    best = sorted(min(once(each) for _ in range(5)) for each in typed)
    assert best[-1] < 0.020
    assert best[len(best) // 2] < 0.005


@pytest.mark.parametrize("word", ["Basket weaving", "日本語", "Ünïcode", "c++ / qt", "été", "a" * 90, "🎉 party"])
def test_an_unknown_skill_becomes_its_own_slug(word: str):
    """ASCII, the same again when it is resolved again, and different words stay different."""
    (slug,), unknown = slugs_for(known(), [word], "skills")
    assert slug.isascii()
    assert 1 <= len(slug) <= 60
    assert list(unknown) == [slug]
    assert slugs_for(known(), [slug], "skills")[0] == (slug,)


def test_slugs_come_once_in_their_order():
    """Two words for one skill are one skill."""
    assert slugs_for(known(), ["Python", "JS", "py", "javascript"], "skills") == (("python", "javascript"), {})
    with pytest.raises(Invalid, match="skills"):
        slugs_for(known(), ["!!!"], "skills")


def test_a_merged_skill_counts_as_the_other():
    """Its slug, names and aliases mean the other; whoever looks for the other finds what names it."""
    a, b = build.skill(aliases=("xyzzy",)), build.skill()
    merged, grown, event = skills.merge(a, b, OPERATOR, AT)
    both = Taxonomy.of(come().categories, [*come().skills, merged, grown], {})
    assert event.into == b.slug
    assert both.skill("xyzzy") == both.skill(a.names.fr) == both.canonical(a.slug) == b.slug
    assert {a.slug, b.slug, "xyzzy"} <= set(both.slugs_of(b.slug)) == set(both.slugs_of(a.slug))
    assert a.slug not in [each.slug for each in both.suggest("xyzzy")]


def test_nothing_is_merged_into_itself_or_into_what_is_gone():
    """The other must be there."""
    one = build.skill()
    for into in (one, build.skill(state=skills.State.RETIRED)):
        with pytest.raises(Invalid, match="into"):
            skills.merge(one, into, OPERATOR, AT)


def test_a_word_that_is_taken_is_refused():
    """By name, slug or alias of another, however it is written."""
    for taken in ("J.S.", "Référencement", "PYTHON"):
        with pytest.raises(AlreadyExists, match="already means"):
            known().check_skill(build.skill(aliases=(taken,)))
    with pytest.raises(AlreadyExists):
        known().check_category(build.category(aliases=("Dév",)))
    with pytest.raises(Invalid, match="sub-category"):
        known().check_skill(build.skill(categories=("design",)))


def test_only_operators_add():
    """Moderators and members are told so."""
    for by in (MODERATOR, member(new_id())):
        with pytest.raises(Refused):
            categories.add(new_id(), by, "", Names("X", "X"), (), None, 0, AT)
        with pytest.raises(Refused):
            skills.add(new_id(), by, "", Names("X", "X"), (), ("illustration",), 0, AT)


def test_a_category_has_two_levels():
    """No part of a part, and no part that becomes a whole."""
    top = build.category()
    part = build.category(top)
    with pytest.raises(Invalid, match="parent"):
        categories.add(new_id(), OPERATOR, "", Names("X", "X"), (), part, 0, AT)
    for category, parent in ((top, build.category()), (part, None), (part, part)):
        with pytest.raises(Invalid, match="parent"):
            categories.edit(category, OPERATOR, category.names, (), parent, AT)
    moved, event = categories.edit(part, OPERATOR, part.names, ("Other", "other"), top, AT)
    assert (moved.aliases, event.parent) == (("Other",), top.id)


def test_retired_ones_are_not_suggested():
    """What names them keeps them."""
    gone = evolve(build.skill(aliases=("plugh",)), state=skills.State.RETIRED)
    with_gone = Taxonomy.of(come().categories, [*come().skills, gone], {})
    assert with_gone.suggest("plugh") == []
    assert with_gone.skill("plugh") == gone.slug
