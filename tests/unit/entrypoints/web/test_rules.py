"""Every rule that people can meet is listed for translation, and none that no source says."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from pydantic import TypeAdapter, ValidationError

from upclone.adapters.quotas import REASONS
from upclone.domain.actors import Role
from upclone.domain.errors import MoveNotAllowed
from upclone.domain.processes import PROCESSES
from upclone.entrypoints.api import app as api
from upclone.entrypoints.api.people.factors import ByCode
from upclone.entrypoints.api.people.parts import ClientBody, ProfileSkillBody
from upclone.entrypoints.api.people.tokens import NewToken
from upclone.entrypoints.api.problem import broken_fields
from upclone.entrypoints.api.schemas import Day
from upclone.entrypoints.web import languages, site
from upclone.entrypoints.web.words.errors import sentence, told
from upclone.entrypoints.web.words.rules import PATTERNS, RULES, SHAPES

SOURCES = Path(site.__file__).parents[2]
# What gateways, providers and the store say among themselves reaches nobody; what they decline does.
PEOPLE_MEET = ("domain", "application", "entrypoints/api", "adapters/uploads", "adapters/postgres")
DECLINED = ("adapters/paypal", "adapters/stripe")
# Where the sentence stands among what is given; of a move that is not allowed only its reason is one.
NAMED = {"Invalid": 1, "Unavailable": 1, "Declined": 1, "refused": 1, "TermsChanged": 0, "MoveNotAllowed": 9}
ERRORS = {"Refused", "TooMany", "Conflict", "AlreadyExists", "NotSignedIn", "SecondFactorRequired", "KeyReused"}
ERRORS |= {"StaleVersion", "ValueError", "NotEnoughFunds", *NAMED}
PARTS = {
    *("Bids", "Invitations", "Direct offers", "New jobs", "pieces of evidence", "offers"),
    *("it asks that #", "it belongs to the #", "it belongs to the # or the #", "it belongs to the # or the # or the #"),
    *("This account is being closed on #-#-#: return first.", "This account is being closed: return first."),
}
"""What is put into sentences, and sentences that are put together."""


def texts(node: ast.AST, known: dict[str, list[str]]) -> list[str]:
    """What an expression says: `{}` for what it puts in."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.JoinedStr):
        return ["".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)]
    if isinstance(node, ast.IfExp):
        return texts(node.body, known) + texts(node.orelse, known)
    if isinstance(node, ast.BoolOp):
        return [text for value in node.values for text in texts(value, known)]
    return known.get(node.id, []) if isinstance(node, ast.Name) else []


def constants(tree: ast.AST) -> Iterator[tuple[str, list[str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name) and (said := texts(node.value, {})):
                yield target.id, said


def said_in(folder: str, kinds: set[str], everywhere: dict[str, list[str]]) -> Iterator[str]:
    for file in sorted((SOURCES / folder).rglob("*.py")):
        tree = ast.parse(file.read_text())
        known = dict(everywhere)
        for name, said in constants(tree):
            known[name] = [*known.get(name, ()), *said]
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in kinds:
                    given = node.args[NAMED.get(name, 0) :][:1] + [
                        each.value for each in node.keywords if each.arg == "reason"
                    ]
                    for argument in given:
                        yield from texts(argument, known)
            elif isinstance(node, ast.FunctionDef) and node.name == "__str__" and file.name == "errors.py":
                for each in ast.walk(node):
                    yield from texts(each.value, {}) if isinstance(each, ast.Return) and each.value else ()
            elif isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "reason" and node.value:
                yield from texts(node.value, {})


def _everything() -> set[str]:
    everywhere: dict[str, list[str]] = {}
    for folder in ("domain", "application"):
        for file in (SOURCES / folder).rglob("*.py"):
            everywhere |= {name: said for name, said in constants(ast.parse(file.read_text())) if name.isupper()}
    found = {text for folder in PEOPLE_MEET for text in said_in(folder, ERRORS, everywhere)}
    found |= {text for folder in DECLINED for text in said_in(folder, {"Declined"}, everywhere)}
    found |= set(said_in("adapters/oidc", {"NotSignedIn"}, everywhere))
    found |= set(REASONS.values()) | set(map(str, Role)) - {"stranger"}
    found |= {rule.condition for each in PROCESSES.values() for rule in each.moves.values() if rule.when}
    return {text for text in found if re.search(r"\w", text)}


def plain(text: str) -> str:
    """The same for a rule as it is said and as it is listed: what changes is one sign."""
    return re.sub(r"\d+(?:[.,]\d+)*|\{\}|#", "#", text)


def test_every_rule_is_listed() -> None:
    """A new one is added to words/rules.py, and said in French."""
    listed = set(map(plain, RULES)) | set(map(plain, SHAPES))
    assert sorted(text for text in _everything() if plain(text) not in listed) == []


@pytest.fixture(scope="module")
def french() -> Iterator[None]:
    with speaking("fr"):
        yield


@contextmanager
def speaking(language: str) -> Iterator[None]:
    app = Flask(site.__name__)
    app.root_path = str(Path(site.__file__).parent)
    languages.speak(app, lambda: language)
    with app.test_request_context(), force_locale(language):
        yield


@pytest.mark.usefixtures("french")
def test_every_listed_rule_is_said_in_french() -> None:
    """With its figures and its words in their places."""
    for rule in (*RULES, *SHAPES):
        text = rule.replace("#", "7").replace("{}", "Xy")
        known = sentence(text)
        assert known != text or " " not in text, rule
        assert known.count("7") <= rule.count("#"), rule
        assert "{" not in known, rule


@pytest.mark.usefixtures("french")
@pytest.mark.parametrize(
    ("model", "value", "expected"),
    [
        (ByCode, {}, "Ce champ est obligatoire"),
        (ByCode, {"code": "1"}, "doit avoir au moins 6 caractères"),
        (ByCode, {"code": "1" * 30}, "doit avoir au plus 20 caractères"),
        (ByCode, {"code": 123456}, "doit être un texte"),
        (ByCode, {"code": "12_456"}, "ne doit contenir que des lettres, des chiffres et des tirets"),
        (ClientBody, {"site": "nowhere"}, "doit être une adresse web, par exemple https://example.org"),
        (ClientBody, {"company": "\x00"}, "ne doit pas contenir de caractères de contrôle"),
        (ClientBody, {"other": "x"}, "est un champ inconnu"),
        (ProfileSkillBody, {"slug": "x", "level": "good"}, "doit être l’un des choix proposés"),
        (ProfileSkillBody, {"slug": "x", "level": "expert", "years": 99}, "doit être au plus 60"),
        (ProfileSkillBody, {"slug": "x", "level": "expert", "years": -1}, "doit être au moins 0"),
        (ProfileSkillBody, {"slug": "x", "level": "expert", "years": "y"}, "doit être un nombre entier"),
        (NewToken, {"name": "x", "scopes": []}, "doit avoir au moins 1 élément\u202f; vous en donnez 0"),
        (NewToken, {"name": "x", "scopes": "read"}, "doit être une liste"),
        (NewToken, {"name": "x", "scopes": ["read"], "expires_at": "soon"}, "doit être un jour ou une heure"),
        (Day, "soon", "doit être un jour, par exemple 2026-01-31"),
    ],
)
def test_what_pydantic_finds_is_said_in_french(model: Any, value: Any, expected: str) -> None:
    """Of each kind of field that bodies have."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(model).validate_json(json.dumps(value))
    assert sentence(broken_fields(caught.value)[0]["rule"]) == expected


@pytest.mark.usefixtures("french")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("must be more than zero and less than the 300.00 EUR of this milestone", "300,00\u00a0€"),
        ("must be at most 20000000.00 EUR", "doit être au plus 20\u202f000\u202f000,00\u00a0€"),
        ("must have at most 10000 characters", "doit avoir au plus 10\u202f000 caractères"),
        ("must be an amount such as 1250.00", "doit être un montant, par exemple 1250,00"),
        ("EUR has 2 decimals; 12.345 can't be held exactly", "12,345"),
        ("must be a day such as 2026-01-31", "2026-01-31"),
        ("The account holds 270.00 EUR; 999999.00 EUR is needed.", "contient 270,00\u00a0€\u202f; il en faut 999"),
        ("must lie ahead; a ban has no end", "doit être à venir\u202f; une exclusion n’a pas de fin"),
        ("it belongs to the client or the operator", "cela revient à client ou à opérateur"),
        ("Nobody wrote this down 7 times.", "Nobody wrote this down 7 times."),
    ],
)
def test_the_parts_of_a_sentence_are_said_too(text: str, expected: str) -> None:
    """Money as the reader's language writes it; what nobody translated stays as it is."""
    assert expected in sentence(text)


def test_figures_and_amounts_are_written_in_english_too() -> None:
    """As its readers write them, not as the sources do."""
    with speaking("en"):
        assert sentence("must be at most 20000000.00 EUR") == "must be at most €20,000,000.00"
        assert sentence("must have at most 10000 characters") == "must have at most 10,000 characters"
        assert sentence("Nobody wrote 10000 of these.") == "Nobody wrote 10000 of these."


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", "Ce n’est pas possible maintenant. Étape\u202f: «\u202fPas encore financée\u202f»."),
        ("en", "That can't be done now. Milestone: “Not funded yet”."),
    ],
)
def test_a_move_that_a_state_does_not_have_names_the_state(language: str, expected: str) -> None:
    """By its word on pages."""
    with speaking(language):
        assert told(MoveNotAllowed("milestone", "planned", "approve", "client")) == expected


def patterns(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        for each in schema.values():
            yield from patterns(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from patterns(each)


def test_every_pattern_has_its_words() -> None:
    """Nobody is shown a pattern."""
    models = [
        model
        for feature in api.FEATURES
        for route in feature.routes
        for part, model in route.takes.items()
        if part in ("body", "query")
    ]
    used = {pattern for model in models for pattern in patterns(model.model_json_schema())}
    assert used <= set(PATTERNS)
    assert {plain(words) for words in PATTERNS.values()} <= set(map(plain, SHAPES))


def test_nothing_is_listed_that_no_source_says() -> None:
    """What is gone from the sources goes from the list."""
    said = set(map(plain, _everything())) | PARTS
    assert sorted(rule for rule in RULES if plain(rule) not in said) == []
