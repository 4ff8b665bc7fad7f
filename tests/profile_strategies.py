"""Hypothesis strategies for what people show: profiles and files at their limits."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.strategies import Draw, dates, money, names, optional, sentences, times, uuids
from upclone.domain.people.codes import COUNTRIES, LANGUAGES
from upclone.domain.people.files import File
from upclone.domain.people.places import MICRO, Place
from upclone.domain.people.profiles import (
    MOST_RADIUS_KM,
    Availability,
    ClientProfile,
    Fluency,
    FreelancerProfile,
    LanguageSkill,
    Level,
    Piece,
    Position,
    SkillLevel,
    Study,
)

slugs = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
levels = st.sampled_from(Level)
sites = st.sampled_from(["", "https://example.org", "http://example.org:8080/work?of=me#top"])
keys = st.binary(min_size=32, max_size=32).map(bytes.hex)

places = st.builds(
    Place,
    names,
    st.sampled_from(sorted(COUNTRIES)),
    st.integers(-90 * MICRO, 90 * MICRO),
    st.integers(-180 * MICRO, 180 * MICRO),
)
skills = st.builds(SkillLevel, slugs, levels, st.integers(0, 60))
availabilities = st.builds(
    Availability, st.integers(1, 80), optional(dates), st.sampled_from(["Europe/Paris", "UTC", "Asia/Kathmandu"])
)
languages = st.builds(LanguageSkill, st.sampled_from(sorted(LANGUAGES)), st.sampled_from(Fluency))


@st.composite
def positions(draw: Draw) -> Position:
    since, until = sorted(draw(st.tuples(dates, dates)))
    return Position(draw(names), draw(names), since, draw(st.sampled_from([until, None])), draw(sentences))


@st.composite
def studies(draw: Draw) -> Study:
    since, until = sorted(draw(st.tuples(dates, dates)))
    return Study(draw(names), draw(names), since, draw(st.sampled_from([until, None])), draw(sentences))


pieces = st.builds(Piece, uuids(), names, sentences, sites, st.lists(uuids(), max_size=3, unique=True).map(tuple))


@st.composite
def freelancers(draw: Draw) -> FreelancerProfile:
    """Everything said, or nothing, or parts of it."""
    remote = draw(st.booleans())
    return FreelancerProfile(
        id=draw(uuids()),
        skills=tuple(draw(st.lists(skills, max_size=4, unique_by=lambda skill: skill.slug))),
        categories=tuple(draw(st.lists(slugs, max_size=3, unique=True))),
        rate=draw(optional(money())),
        level=draw(optional(levels)),
        availability=draw(optional(availabilities)),
        place=draw(optional(places)),
        remote=remote,
        on_site=not remote or draw(st.booleans()),
        radius_km=draw(st.integers(0, MOST_RADIUS_KM)),
        languages=tuple(draw(st.lists(languages, max_size=3, unique_by=lambda language: language.code))),
        experience=tuple(draw(st.lists(positions(), max_size=2))),
        education=tuple(draw(st.lists(studies(), max_size=2))),
        portfolio=tuple(draw(st.lists(pieces, max_size=3, unique_by=lambda piece: piece.id))),
        listed=draw(st.booleans()),
    )


clients = st.builds(ClientProfile, uuids(), names | st.just(""), names | st.just(""), sites)


@st.composite
def files(draw: Draw) -> File:
    """A picture or a document."""
    sides = draw(optional(st.tuples(st.integers(1, 3_000), st.integers(1, 3_000))))
    width, height = sides or (None, None)
    return File(
        id=draw(uuids()),
        owner_id=draw(uuids()),
        name=draw(names),
        media_type=draw(st.sampled_from(["image/png", "application/pdf"])),
        size=draw(st.integers(0, 2**40)),
        sha256=draw(keys),
        width=width,
        height=height,
        created_at=draw(times),
        thumbnails=tuple(draw(st.lists(keys, min_size=3, max_size=3))) if sides else (),
    )
