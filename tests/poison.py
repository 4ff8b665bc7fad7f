"""A marketplace whose people type scripts into everything: sixty of them, in every text, profile and file name."""

from __future__ import annotations

import itertools
from io import BytesIO
from typing import Any, Final

from tests.api_world import Person, World
from tests.gallery import Scene
from tests.payloads import PAYLOADS

TEXTS: Final = frozenset(
    {
        "title", "description", "cover_letter", "message", "note", "statement", "reason", "memo", "name", "headline",
        "bio", "scope", "role", "company", "summary", "text", "about", "sector",
    }
)  # fmt: skip
_NEXT: Final = itertools.cycle(PAYLOADS)


def poisoned(body: Any, name: str = "") -> Any:
    """A body with a script behind each of its texts."""
    if isinstance(body, dict):
        return {key: poisoned(value, key) for key, value in body.items()}
    if isinstance(body, list):
        return [poisoned(each, name) for each in body]
    return f"{body} {next(_NEXT)}" if isinstance(body, str) and name in TEXTS else body


class Poisoner(Person):
    """Somebody who types scripts."""

    def does(self, path: str, body: Any = None, method: str = "POST") -> Any:
        return super().does(path, poisoned(body), method)


class PoisonedWorld(World):
    """A marketplace of such people."""

    def newcomer(self, *roles: str) -> Person:
        made = super().newcomer(*roles)
        return Poisoner(made.app, made.token, made.id)


def poisoned_scene(clean: World) -> Scene:
    """One thing of each kind, full of scripts. Every payload is used in every profile's own texts too."""
    world = PoisonedWorld(clean.app, clean.doors, clean.settings)
    for person in (world.freelancer, world.client):
        person.does("/users/profile", {"name": "Ada", "headline": "Draws", "bio": "\n\n".join(PAYLOADS)}, "PUT")
    for payload in PAYLOADS[::6]:
        file = world.freelancer.call("POST", "/files", data={"file": (BytesIO(b"x"), f"{payload}.txt")})
        assert file.status_code == 201, file.text
        work = {"title": "A work", "description": "Of mine.", "files": [file.json["id"]]}
        world.freelancer.does("/users/profile/portfolio", work)
    return Scene(world)
