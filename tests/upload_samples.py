"""Real files for uploads, good and bad, made here byte by byte."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
ELF = b"\x7fELF\x02\x01\x01" + bytes(60)
EXE = b"MZ\x90\x00\x03" + bytes(60)


def picture(form: str = "PNG", size: tuple[int, int] = (64, 48), mode: str = "RGB", **options: Any) -> bytes:
    """A picture with a red left half and a blue right half."""
    image = Image.new(mode, size, "blue")
    image.paste(Image.new(mode, (size[0] // 2, size[1]), "red"), (0, 0))
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def photo(orientation: int = 1) -> bytes:
    """A JPEG that says where it was taken, by whom, and how the camera was held."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "A camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 24.0), 3: "E", 4: (2.0, 21.0, 7.0)})
    return picture("JPEG", (64, 32), exif=exif, comment=b"taken at home", quality=95)


def moving(frames: int) -> bytes:
    """A GIF of many frames, the first of them green."""
    first, *others = (Image.new("P", (40, 40), number % 200) for number in range(frames))
    first = Image.new("RGB", (40, 40), "green")
    out = BytesIO()
    first.save(out, "GIF", save_all=True, append_images=[other.convert("RGB") for other in others], comment=b"<script>")
    return out.getvalue()


def claimed(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it has so many pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(bytes(1000)))
        + _chunk(b"IEND", b"")
    )


def text_bomb() -> bytes:
    """A small PNG whose comment unpacks to 64 MiB."""
    packed = b"Comment\x00\x00" + zlib.compress(bytes(64 * 1024 * 1024), 9)
    whole = picture()
    return whole[:33] + _chunk(b"zTXt", packed) + whole[33:]


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def archive(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of these files."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", compression) as written:
        for name, body in files.items():
            written.writestr(name, body)
    return out.getvalue()


def linked() -> bytes:
    """A ZIP with a symbolic link out of its folder."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as written:
        entry = zipfile.ZipInfo("link")
        entry.external_attr = 0o120777 << 16
        written.writestr(entry, "/etc/passwd")
    return out.getvalue()


def zip_bomb() -> bytes:
    """A ZIP that unpacks to a thousand times its size."""
    return archive({"zeros": bytes(64 * 1024 * 1024)})


def nested_bomb() -> bytes:
    """A small ZIP of ZIPs of bombs."""
    inner = archive({f"{number}": bytes(30 * 1024 * 1024) for number in range(3)})
    return archive({f"{number}.zip": inner for number in range(5)})


def deep(levels: int) -> bytes:
    """A ZIP in a ZIP in a ZIP."""
    body = archive({"end.txt": b"x"})
    for level in range(levels):
        body = archive({f"{level}.zip": body})
    return body


def locked() -> bytes:
    """A ZIP whose only file claims a password."""
    body = bytearray(archive({"a.txt": b"x"}))
    body[6] |= 1
    body[body.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(body)


def office(folder: str = "word", **more: bytes) -> bytes:
    """An office document, as far as its structure says."""
    return archive({"[Content_Types].xml": b"<Types/>", f"{folder}/document.xml": b"<w/>", **more})


def open_document() -> bytes:
    """An OpenDocument text."""
    return archive({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"})


def old_office(*streams: str) -> bytes:
    """A compound file with streams of these names."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + b"".join(name.encode("utf-16-le") for name in streams)
