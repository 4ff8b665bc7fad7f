"""P23: what is uploaded is taken for what it contains, and made harmless or refused. Every file is real."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from tests import upload_samples as samples
from tests.upload_samples import ELF, EXE, HTML, PDF, SVG, archive, picture
from upclone.adapters.uploads import UploadIntake
from upclone.application.ports.files import Prepared
from upclone.domain.errors import Invalid

INTAKE = UploadIntake()


def taken(name: str, body: bytes) -> tuple[Prepared, bytes]:
    with INTAKE.prepare(name, BytesIO(body)) as prepared:
        return prepared, prepared.content.read()


def shown(body: bytes) -> Image.Image:
    image = Image.open(BytesIO(body))
    image.load()
    return image


@pytest.mark.parametrize(
    ("form", "kept"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp"), ("AVIF", "image/jpeg")]
)
def test_pictures_are_made_anew(form: str, kept: str):
    """Whatever they are called; upright, with three smaller forms."""
    prepared, body = taken("report.pdf", picture(form, (1_200, 600)))
    assert (prepared.media_type, prepared.width, prepared.height) == (kept, 1_200, 600)
    red, _, blue = shown(body).convert("RGB").getpixel((100, 300))  # type: ignore[misc]
    assert (red > 200, blue < 60) == (True, True)
    sizes = [max(shown(small.read()).size) for _, small in prepared.thumbnails]
    assert sizes == [96, 320, 960]


def test_nothing_is_left_of_what_a_camera_knows():
    """GPS, maker and comment are gone: read back from the bytes that are kept."""
    original = shown(samples.photo())
    assert original.getexif().get_ifd(0x8825), "the sample has a place"
    prepared, body = taken("me.jpg", samples.photo())
    for kept in (body, *(small.read() for _, small in prepared.thumbnails)):
        read = shown(kept)
        assert not read.getexif()
        assert not read.getexif().get_ifd(0x8825)
        assert not {"comment", "exif", "icc_profile", "xmp"} & set(read.info)
        assert b"camera" not in kept
        assert b"taken at home" not in kept


def test_a_picture_is_turned_as_the_camera_was_held():
    """Orientation 6: the camera's left is above."""
    prepared, body = taken("me.jpg", samples.photo(orientation=6))
    assert (prepared.width, prepared.height) == (32, 64)
    assert shown(body).getpixel((16, 4))[0] > 200  # type: ignore[index]
    assert shown(body).getpixel((16, 60))[2] > 200  # type: ignore[index]


def test_of_a_moving_picture_the_first_frame_stays():
    """However many there are."""
    prepared, body = taken("dance.gif", samples.moving(300))
    assert prepared.media_type == "image/png"
    assert getattr(shown(body), "n_frames", 1) == 1
    assert shown(body).convert("RGB").getpixel((5, 5)) == (0, 128, 0)
    assert b"script" not in body


def test_transparency_stays_and_large_pictures_shrink():
    """At most 3,000 pixels on a side."""
    assert shown(taken("a.png", picture("PNG", mode="RGBA"))[1]).mode in ("RGB", "RGBA")
    clear = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(clear, "PNG")
    assert shown(taken("a.png", clear.getvalue())[1]).getpixel((1, 1))[3] == 0  # type: ignore[index]
    assert taken("a.png", picture("PNG", (4_000, 100)))[0].width == 3_000


@pytest.mark.parametrize(
    "hidden",
    [
        pytest.param(picture("GIF") + b"/*" + HTML + b"*/=1;alert(1)", id="GIF and JavaScript"),
        pytest.param(picture("JPEG", comment=b"<?php system($_GET[0]); ?>"), id="JPEG and PHP"),
        pytest.param(picture("JPEG") + HTML, id="JPEG and HTML"),
        pytest.param(picture("PNG") + archive({"evil.js": b"alert(1)"}), id="PNG and ZIP"),
    ],
)
def test_what_hides_in_a_picture_is_lost(hidden: bytes):
    """A picture that is something else as well is only a picture afterwards."""
    prepared, body = taken("x.php", hidden)
    assert prepared.media_type.startswith("image/")
    assert not prepared.name.endswith(".php")
    for trace in (b"<script", b"alert", b"<?php", b"PK\x03\x04"):
        assert trace not in body


REFUSED: dict[str, Any] = {
    "SVG": SVG,
    "HTML": HTML,
    "HTML after spaces": b"\n\n  <b>x</b>",
    "HTML after words": b"Hello <script>alert(1)</script>",
    "XML": b"<?xml version='1.0'?><x/>",
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "PHP": b"<?php system('x');",
    "ELF": ELF,
    "EXE": EXE,
    "nothing": b"",
    "zeros": bytes(1000),
    "not UTF-8": b"caf\xe9 noir",
    "UTF-16": "text".encode("utf-16"),
    "a PNG of 10 gigapixels": samples.claimed(100_000, 100_000),
    "a PNG of 100 megapixels": samples.claimed(10_000, 10_000),
    "a PNG with a bomb in its comment": samples.text_bomb(),
    "half a JPEG": picture("JPEG", (600, 600))[:800],
    "half a PNG": picture("PNG", (600, 600))[:200],
    "a name of a PNG only": b"\x89PNG\r\n\x1a\n" + b"garbage" * 20,
    "BMP": picture("BMP"),
    "TIFF": picture("TIFF"),
    "ICO": picture("ICO"),
    "a PDF that is a page": PDF.replace(b"1 0 obj", HTML + b"\n1 0 obj"),
    "a PDF behind a page": HTML + PDF,
    "a page behind a PDF": PDF + HTML,
    "a PDF that is an archive": PDF[:-6] + archive({"a": b"b"}) + b"%%EOF\n",
    "half a PDF": PDF[:40],
    "a ZIP bomb": samples.zip_bomb(),
    "a nested ZIP bomb": samples.nested_bomb(),
    "ZIPs too deep": samples.deep(4),
    "a tar.gz in a ZIP": archive({"a.tar.gz": b"\x1f\x8b\x08" + bytes(50)}),
    "a ZIP that climbs": archive({"../../etc/passwd": b"x"}),
    "a ZIP with a root": archive({"/etc/passwd": b"x"}),
    "a ZIP that climbs on Windows": archive({"a\\..\\..\\b": b"x"}),
    "a ZIP with a drive": archive({"C:evil": b"x"}),
    "a ZIP with a link": samples.linked(),
    "a ZIP with a password": samples.locked(),
    "an empty ZIP": archive({}),
    "a page behind a ZIP": archive({"a": b"b"}) + HTML,
    "half a ZIP": archive({"a": b"b" * 100})[:60],
    "a ZIP of too many": archive({str(number): b"" for number in range(5_001)}),
    "Java": archive({"META-INF/MANIFEST.MF": b"Main-Class: A", "A.class": b"\xca\xfe\xba\xbe"}),
    "Word with macros": samples.office(**{"word/vbaProject.bin": b"x"}),
    "old Word with macros": samples.old_office("WordDocument", "_VBA_PROJECT"),
    "an installer": samples.old_office("Installer"),
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=list(REFUSED))
def test_what_is_not_taken_is_refused_by_name(body: bytes):
    """Whatever name and type it claims, and before it takes memory or time."""
    for name in ("photo.png", "notes.txt"):
        with pytest.raises(Invalid) as refused:
            taken(name, body)
        assert refused.value.field == "file"
        assert "must" in refused.value.rule


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOCUMENTS = [
    ("plan.exe", PDF, "plan.pdf", "application/pdf"),
    ("notes", b"Bonjour, caf\xc3\xa9.\r\n", "notes.txt", "text/plain"),
    ("read.MD", b"# Title\n\nif a < b: `<b>`\n", "read.md", "text/markdown"),
    ("rows.csv", b"a,b\n1,2\n", "rows.csv", "text/csv"),
    ("page.html", b"only words", "page.txt", "text/plain"),
    ("all.png", archive({"a/b.txt": b"x", "c.pdf": PDF}), "all.zip", "application/zip"),
    ("all.zip", archive({"cv.docx": samples.office()}), "all.zip", "application/zip"),
    ("cv.doc", samples.office(), "cv.docx", WORD),
    ("cv.odt", samples.open_document(), "cv.odt", "application/vnd.oasis.opendocument.text"),
    ("cv.doc", samples.old_office("WordDocument"), "cv.doc", "application/msword"),
]


@pytest.mark.parametrize(("name", "body", "kept", "media_type"), DOCUMENTS)
def test_documents_stay_as_they_are(name: str, body: bytes, kept: str, media_type: str):
    """Under the type and the ending of what they contain."""
    prepared, content = taken(name, body)
    assert (prepared.name, prepared.media_type, content) == (kept, media_type, body)
    assert (prepared.width, prepared.height, prepared.thumbnails) == (None, None, ())
