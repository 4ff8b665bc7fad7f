"""The fonts, from the pymupdf-fonts wheel: Noto Sans for words, Cascadia Mono for hashes and symbols.

All are under the SIL Open Font License, which lets a document embed them. Noto Sans covers Latin with its extensions,
Greek and Cyrillic, and its figures are all of one width, so that columns of amounts line up.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pymupdf_fonts

FILES: Final = {
    ("sans", ""): "notos",
    ("sans", "B"): "notosbo",
    ("sans", "I"): "notosit",
    ("mono", ""): "cascadia",
}
"""(family, style) -> the wheel's name of the font."""

FALLBACKS: Final = ("mono",)
"""Where a character that the chosen font lacks is looked for: arrows, signs, boxes.

The wheel's symbol fonts know more of them, but they are OpenType with CFF outlines, which fpdf2 embeds under a type
that strict readers complain about.
"""


@contextmanager
def font_files() -> Iterator[dict[tuple[str, str], Path]]:
    """The fonts as files, for as long as one document is made.

    fpdf2 reads fonts from paths and the wheel holds them as bytes. Files that outlive the document would fall victim
    to cleaners of /tmp in a long-lived worker; writing 2 MB again costs a few milliseconds.
    """
    with TemporaryDirectory(prefix="upclone-fonts-") as folder:
        paths = {}
        for face, name in FILES.items():
            paths[face] = Path(folder, f"{name}.ttf")
            paths[face].write_bytes(pymupdf_fonts.myfont(name))
        yield paths
