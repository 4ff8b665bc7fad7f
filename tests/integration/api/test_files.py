"""P23: files from the upload to the reader, over HTTP: who may read them, and how they are answered."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from tests.api_world import Person, World, eur
from tests.integration.api.access.kinds import MISSING
from tests.upload_samples import HTML, PDF, SVG, photo, picture


def upload(person: Person, name: str, body: bytes, **options: Any) -> TestResponse:
    return person.call("POST", "/files", data={"file": (BytesIO(body), name)}, **options)


def uploaded(person: Person, name: str = "me.png", body: bytes | None = None) -> dict[str, Any]:
    answer = upload(person, name, picture() if body is None else body)
    assert answer.status_code == 201, answer.text
    return answer.json  # type: ignore[no-any-return]


def test_a_picture_is_shown_in_place(world: World):
    """With its own type, three thumbnails, and headers that let it do nothing."""
    file = uploaded(world.freelancer, "me.jpg", photo(orientation=6))
    assert (file["name"], file["media_type"], file["width"], file["height"]) == ("me.jpg", "image/jpeg", 32, 64)
    answer = world.freelancer.get(file["url"])
    assert (answer.status_code, answer.mimetype, len(answer.data)) == (200, "image/jpeg", file["size"])
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert not Image.open(BytesIO(answer.data)).getexif()
    assert set(file["thumbnails"]) == {"small", "medium", "large"}
    for url in file["thumbnails"].values():
        small = world.freelancer.get(url)
        assert (small.status_code, small.mimetype) == (200, "image/webp")
        assert small.headers["Content-Security-Policy"].startswith("sandbox")


def test_everything_else_is_to_be_saved(world: World):
    """A document is an attachment, whatever it was called, and has no thumbnail."""
    file = uploaded(world.freelancer, "../../etc/pass\u202ewd.exe", PDF)
    assert (file["name"], file["width"], file["thumbnails"]) == ("passwd.pdf", None, {})
    answer = world.freelancer.get(file["url"])
    assert (answer.data, answer.mimetype) == (PDF, "application/pdf")
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''passwd.pdf"
    assert world.freelancer.get(f"{file['url']}/thumbnail/small").status_code == 404


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.txt"),
        ("CON", "file CON.txt"),
        ("a\x00b", "ab.txt"),
        ("invoice\u202egpj.exe", "invoicegpj.txt"),
        ("r\u00e9sum\u00e9 \u2013 2026", "r\u00e9sum\u00e9 \u2013 2026.txt"),
        ("x" * 400, "x" * 146 + ".txt"),
    ],
)
def test_names_are_for_people_only(world: World, name: str, kept: str):
    """No path, no device, no change of direction, no control character, no header."""
    file = uploaded(world.freelancer, name, b"words")
    assert file["name"] == kept
    assert world.freelancer.get(file["url"]).headers["Content-Disposition"].isascii()


@pytest.mark.parametrize("body", [SVG, HTML, b"", b"\x7fELF\x02", picture("JPEG")[:300]])
def test_what_is_not_taken_is_named(world: World, body: bytes):
    """422 with the field and the rule."""
    answer = upload(world.freelancer, "photo.png", body)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "file"


def test_a_form_without_a_file_is_refused(world: World):
    """So is one whose file is a word."""
    for data in ({}, {"file": "word"}, {"other": (BytesIO(b"x"), "x")}):
        assert world.freelancer.call("POST", "/files", data=data).status_code == 422
    assert world.visitor.call("POST", "/files", data={"file": (BytesIO(b"x"), "x")}).status_code == 401


def test_what_is_too_large_is_not_read(world: World):
    """413 beyond 25 MiB; ordinary bodies keep their own limit."""
    assert upload(world.freelancer, "a.txt", b"x" * (26 * 1024 * 1024)).status_code == 413
    assert world.freelancer.put("/users/profile", {"bio": "x" * 300_000}).status_code == 413


def test_a_file_that_nothing_holds_is_its_owners(world: World):
    """P19: for others it does not exist; moderators and operators may look."""
    file = uploaded(world.freelancer, "plan.pdf", PDF)
    for person in (world.client, world.stranger, world.visitor):
        for url in (file["url"], f"{file['url']}/thumbnail/small"):
            theirs, nobodys = person.get(url), person.get(url.replace(file["id"], MISSING))
            assert (theirs.status_code, theirs.json["detail"]) == (404, nobodys.json["detail"])
    answer = world.admin.get(file["url"])
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-cache")


def test_ranges_and_etags(world: World):
    """A part of it, nothing where the reader has it, and 416 for what is not there."""
    file = uploaded(world.freelancer, "a.txt", b"0123456789")
    whole = world.freelancer.get(file["url"])
    assert whole.headers["Accept-Ranges"] == "bytes"
    part = world.freelancer.get(file["url"], headers={"Range": "bytes=2-4"})
    assert (part.status_code, part.data, part.headers["Content-Range"]) == (206, b"234", "bytes 2-4/10")
    same = world.freelancer.get(file["url"], headers={"If-None-Match": whole.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    beyond = world.freelancer.get(file["url"], headers={"Range": "bytes=20-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, "bytes */10")


def test_the_same_content_at_once(world: World):
    """Ten people upload the same picture: ten files of one content, each readable by its owner."""
    people = [world.newcomer("freelancer") for _ in range(4)]
    body = picture("PNG", (200, 200))
    with ThreadPoolExecutor(4) as pool:
        files = list(pool.map(lambda person: uploaded(person, "same.png", body), people))
    assert len({file["sha256"] for file in files}) == 1
    for person, file in zip(people, files, strict=True):
        assert person.get(file["url"]).status_code == 200


def test_a_day_has_its_fill(world: World):
    """429 says which limit, and when there is room again."""
    greedy = world.newcomer("freelancer")
    for number in range(world.settings.uploads_per_day):
        uploaded(greedy, f"{number}.txt", b"x")
    answer = upload(greedy, "one-more.txt", b"x")
    assert (answer.status_code, answer.json["code"]) == (429, "too_many")
    assert answer.json["limit"] == world.settings.uploads_per_day
    assert datetime.fromisoformat(answer.json["again_at"]) > datetime.now(UTC)


def test_a_proposals_papers_are_its_two_parties(world: World):
    """P19: the client who is to read them, and nobody else."""
    job = world.job()
    file = uploaded(world.freelancer, "plan.pdf", PDF)
    body = {"price": eur(90000), "cover_letter": "See the plan.", "attachments": [file["id"]]}
    assert world.client.get(file["url"]).status_code == 404
    world.freelancer.does(f"/jobs/{job}/bid", body)
    answer = world.client.get(file["url"])
    assert (answer.data, answer.headers["Cache-Control"]) == (PDF, "private, no-cache")
    for person in (world.stranger, world.visitor):
        assert person.get(file["url"]).status_code == 404
    theirs = uploaded(world.client, "plan.pdf", PDF)
    refused = world.stranger.post(f"/jobs/{job}/bid", {**body, "attachments": [theirs["id"]]})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "attachments")
