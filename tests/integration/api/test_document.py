"""The OpenAPI document says what the API does: schemathesis tries every operation with every check, as each role."""

import re
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import negative_data_rejection

from tests.api_world import API, World
from upclone.entrypoints.api.problem import TITLES

EXAMPLES = 2  # of each kind, for each operation; sent by everybody
ISSUE_PATHS = {
    "post /users/signup",
    "post /users/login",
    "get /users/profile",
    "put /users/profile",
    "post /jobs",
    "get /jobs",
    "get /jobs/{id}",
    "post /jobs/{id}/bid",
    "put /jobs/{id}/hire",
    "get /jobs/{id}/invoice",
    "post /contracts/{id}/milestone",
    "post /contracts/{id}/payment",
    "get /contracts/{id}",
}
LAST_WORDS = ("/users/logout",)  # whoever says them says nothing more: said by newcomers only
# Rules between fields, and words that are only spaces, are beyond a schema: they are refused with 422 too.
CONFIG = {
    "checks": {
        "positive_data_acceptance": {
            "expected-statuses": ["2xx", "303", "401", "403", "404", "409", "422", "429", "503"]
        },
    }
}


@pytest.fixture(scope="module")
def api(world: World) -> Any:
    config = SchemathesisConfig.from_dict(CONFIG)
    return schemathesis.openapi.from_wsgi(f"{API}/openapi.json", world.app, config=config)


@pytest.fixture(scope="module")
def ids(world: World) -> Iterator[str]:
    """Objects that are really there, in turn."""
    dispute = world.disputed()
    contract = world.client.sees(f"/contracts/{dispute['contract_id']}")
    offer = world.offered()
    there = [
        contract["id"],
        contract["milestones"][1]["id"],
        dispute["id"],
        dispute["payment_id"],
        offer["id"],
        world.job(),
        contract["proposal_id"],
    ]
    return cycle(there)


SEARCH = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)


@pytest.mark.slow
@pytest.mark.parametrize("mode", GenerationMode)
def test_every_operation_keeps_its_word(api: Any, world: World, ids: Iterator[str], mode: GenerationMode):
    """Acceptance 6: no 5xx, no undocumented answer, whoever asks; also about objects that are there."""
    broken = []
    for found in api.get_all_operations():
        operation = found.ok()

        @SEARCH
        @given(case=operation.as_strategy(generation_mode=mode))
        def tried(case: schemathesis.Case) -> None:
            _try_everybody(case, world, ids)

        try:
            tried()
        except Unsatisfiable:
            continue  # nothing about it can be wrong
        except FailureGroup as group:
            broken.append(f"{operation.label}: {[str(failure) for failure in group.exceptions]}")
    assert broken == []


def _try_everybody(case: schemathesis.Case, world: World, ids: Iterator[str]) -> None:
    if case.path.endswith(LAST_WORDS):
        case.call_and_validate(headers=world.newcomer("client").headers)
        return
    for person in (world.visitor, world.client, world.freelancer, world.moderator, world.admin):
        case.call_and_validate(headers=person.headers)
    if "id" in (case.path_parameters or {}):
        # What was wrong with the path is gone with it: such a request may be taken.
        case.path_parameters = {**case.path_parameters, "id": next(ids)}
        case.call_and_validate(headers=world.stranger.headers, excluded_checks=[negative_data_rejection])
        case.call_and_validate(headers=world.client.headers, excluded_checks=[negative_data_rejection])


def test_the_paths_that_were_promised_are_there(world: World):
    """Clients hold on to these."""
    paths = world.visitor.sees("/openapi.json")["paths"]
    assert {f"{method} {path.removeprefix(API)}" for path, item in paths.items() for method in item} >= ISSUE_PATHS


def test_the_document_is_whole(world: World):
    """OpenAPI 3.1 with a bearer scheme; every reference leads somewhere; every money command takes a key."""
    document = world.visitor.sees("/openapi.json")
    assert document["openapi"].startswith("3.1")
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    assert set(_references(document)) <= {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            named = {parameter["name"] for parameter in operation.get("parameters", [])}
            command = method != "get" and not path.endswith("/preview")
            by_a_caller = bool(operation.get("security")) and "/sandbox/" not in path
            upload = "multipart/form-data" in operation.get("requestBody", {}).get("content", {})
            assert ("Idempotency-Key" in named) == (command and by_a_caller and not upload), path
            for status, response in operation["responses"].items():
                if status >= "4":
                    assert list(response["content"]) == ["application/problem+json"]


def test_what_is_no_id_is_refused_as_the_document_says(world: World):
    """A word where an id belongs may lead to another route, which does not take the method."""
    undocumented = []
    for path, item in world.visitor.sees("/openapi.json")["paths"].items():
        for method, operation in item.items():
            if "{" in path:
                answer = world.app.test_client().open(re.sub(r"{\w+}", "no-id", path), method=method, json={})
                if str(answer.status_code) not in operation["responses"]:
                    undocumented.append((method, path, answer.status_code))
    assert undocumented == []


def test_everything_has_an_example_that_is_true_to_its_schema(world: World):
    """Every JSON body and answer shows one, and it is what its schema says."""
    document = world.visitor.sees("/openapi.json")
    wrong = []
    for path, item in document["paths"].items():
        for method, operation in item.items():
            answers = [answer for status, answer in operation["responses"].items() if status < "3"]
            for part in (operation.get("requestBody", {}), *answers):
                content = part.get("content", {}).get("application/json")
                if content is None:
                    continue
                schema = {**content["schema"], "components": document["components"]}
                errors = [error.message for error in Draft202012Validator(schema).iter_errors(content["example"])]
                wrong += [(method, path, error) for error in errors]
    assert wrong == []


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (value for key, value in part.items() if key == "$ref")
        for value in part.values():
            yield from _references(value)
    elif isinstance(part, list):
        for value in part:
            yield from _references(value)


def test_the_page_is_readable_without_scripts(world: World):
    """Every operation, every code; a policy without unsafe words; links inside the page lead somewhere."""
    client = world.app.test_client()
    page = client.get("/api/docs")
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert "<script" not in page.text
    assert " style=" not in page.text
    anchors = set(re.findall(r' id="([^"]+)"', page.text))
    assert set(re.findall(r'href="#([^"]+)"', page.text)) <= anchors
    document = world.visitor.sees("/openapi.json")
    for item in document["paths"].values():
        for operation in item.values():
            assert operation["operationId"] in anchors or operation["operationId"].endswith("_preview")
    assert {f"error-{code}" for code in TITLES} <= anchors
    assert "tok_hosted" in page.text
    assert client.get("/api/static/docs.css").mimetype == "text/css"
