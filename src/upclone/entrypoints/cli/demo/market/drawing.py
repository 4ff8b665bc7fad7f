"""Avatars and pictures of works: geometry and a palette, the same for the same name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from io import BytesIO
from random import Random
from typing import Final

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
Draw = Callable[[ImageDraw.ImageDraw, Random, tuple[Colour, ...], int, int], None]

PALETTES: Final[tuple[tuple[Colour, ...], ...]] = (
    ((245, 236, 222), (38, 70, 83), (231, 111, 81), (244, 162, 97)),
    ((226, 240, 236), (27, 73, 101), (98, 182, 203), (202, 233, 255)),
    ((252, 239, 239), (90, 24, 54), (214, 90, 110), (247, 178, 166)),
    ((240, 244, 225), (48, 71, 46), (134, 168, 86), (226, 201, 90)),
    ((237, 233, 247), (52, 38, 92), (128, 105, 196), (245, 183, 130)),
    ((255, 244, 214), (92, 52, 20), (214, 140, 44), (110, 160, 150)),
    ((228, 238, 246), (34, 48, 74), (84, 128, 190), (240, 128, 102)),
    ((243, 234, 240), (64, 40, 62), (160, 96, 150), (120, 178, 156)),
)
"""A ground, a dark, and two that go with them."""

_LARGER: Final = 2  # drawn larger and made smaller: smooth edges


def avatar(name: str, looks: str) -> bytes:
    """A PNG of 320 × 320: a face of three shapes, with hair and a collar; nobody's likeness. `looks` is what the data
    file says of it: `bun 2 0`."""
    style, skin, hair = looks.split()
    chance, palette = _chance(name)
    return _png(320, 320, partial(_face, style, _SKINS[int(skin)], _HAIRS[int(hair)]), chance, palette)


def work(name: str) -> bytes:
    """A PNG of 720 × 450: one of four abstract scenes."""
    chance, palette = _chance(name)
    return _png(720, 450, chance.choice((_hills, _tiles, _sheets, _waves)), chance, palette)


def _chance(name: str) -> tuple[Random, tuple[Colour, ...]]:
    chance = Random(hashlib.sha256(name.encode()).digest())  # noqa: S311  (a picture, no secret)
    ground, *others = chance.choice(PALETTES)
    chance.shuffle(others)
    return chance, (ground, *others)


def _png(width: int, height: int, draw: Draw, chance: Random, palette: tuple[Colour, ...]) -> bytes:
    wide, high = width * _LARGER, height * _LARGER
    image = Image.new("RGB", (wide, high), palette[0])
    draw(ImageDraw.Draw(image), chance, palette, wide, high)
    kept = BytesIO()
    image.resize((width, height), Image.Resampling.LANCZOS).save(kept, "PNG")
    return kept.getvalue()


_SKINS: Final[tuple[Colour, ...]] = ((250, 220, 196), (232, 190, 156), (198, 146, 108), (150, 102, 72), (104, 68, 48))
_INK: Final[Colour] = (40, 32, 40)
_HAIRS: Final[tuple[Colour, ...]] = ((44, 34, 32), (92, 58, 38), (150, 98, 52), (206, 160, 92), (120, 120, 126))


def _face(
    style: str,
    skin: Colour,
    hair: Colour,
    on: ImageDraw.ImageDraw,
    chance: Random,
    palette: tuple[Colour, ...],
    wide: int,
    high: int,
) -> None:
    _, dark, cloth, accent = palette
    middle, unit = wide // 2, wide // 20
    on.ellipse((middle - 8 * unit, 2 * unit, middle + 8 * unit, 18 * unit), fill=accent)
    if style == "long":
        on.rounded_rectangle((middle - 5 * unit, 4 * unit, middle + 5 * unit, 15 * unit), 4 * unit, fill=hair)
    elif style == "bun":
        on.ellipse((middle - 2 * unit, 2 * unit, middle + 2 * unit, 6 * unit), fill=hair)
    on.pieslice((middle - 7 * unit, 13 * unit, middle + 7 * unit, 27 * unit), 180, 360, fill=cloth)
    on.polygon(((middle - 2 * unit, 13 * unit), (middle + 2 * unit, 13 * unit), (middle, 17 * unit)), fill=dark)
    on.rounded_rectangle((middle - 1.6 * unit, 11 * unit, middle + 1.6 * unit, 15 * unit), unit, fill=skin)
    on.ellipse((middle - 4 * unit, 4 * unit, middle + 4 * unit, 13.5 * unit), fill=skin)
    cut = chance.choice((150, 180, 205))
    top = (middle - 4.3 * unit, 3.4 * unit, middle + 4.3 * unit, 11 * unit)
    on.chord(top, 270 - cut / 2, 270 + cut / 2, fill=hair)
    if style == "beard":
        on.chord((middle - 4 * unit, 5 * unit, middle + 4 * unit, 14 * unit), 35, 145, fill=hair)
    for side in (-1, 1):
        eye = middle + side * 1.6 * unit
        on.ellipse((eye - 0.4 * unit, 8.4 * unit, eye + 0.4 * unit, 9.2 * unit), fill=_INK)
        if style == "glasses":
            on.ellipse((eye - 1.2 * unit, 7.6 * unit, eye + 1.2 * unit, 10 * unit), outline=_INK, width=unit // 4)
    mouth = (middle - 1.5 * unit, 9.4 * unit, middle + 1.5 * unit, 11.6 * unit)
    on.arc(mouth, 20, 160, fill=(235, 200, 190) if style == "beard" else _INK, width=unit // 3)


def _hills(on: ImageDraw.ImageDraw, chance: Random, palette: tuple[Colour, ...], wide: int, high: int) -> None:
    sun = high // 5
    left = chance.randrange(wide // 8, wide * 3 // 4)
    on.ellipse((left, high // 8, left + sun, high // 8 + sun), fill=palette[3])
    for number, colour in enumerate((palette[2], palette[3], palette[1])):
        base, points = high * (45 + 18 * number) // 100, [(0, high)]
        for step in range(9):
            points.append((wide * step // 8, base + chance.randrange(-high // 9, high // 9)))
        on.polygon([*points, (wide, high)], fill=colour)


def _tiles(on: ImageDraw.ImageDraw, chance: Random, palette: tuple[Colour, ...], wide: int, high: int) -> None:
    side = wide // 8
    for left in range(0, wide, side):
        for top in range(0, high, side):
            box = (left, top, left + side, top + side)
            on.rectangle(box, fill=chance.choice(palette))
            turn = chance.choice((0, 90, 180, 270))
            round_it = (left - side, top - side, left + side, top + side)
            on.pieslice(round_it, turn, turn + 90, fill=chance.choice(palette))


def _sheets(on: ImageDraw.ImageDraw, chance: Random, palette: tuple[Colour, ...], wide: int, high: int) -> None:
    on.rectangle((0, 0, wide, high), fill=palette[3])
    for number in range(3):
        left, top = wide * (12 + 22 * number) // 100, high * (14 + 6 * chance.randrange(3)) // 100
        right, low = left + wide * 30 // 100, top + high * 66 // 100
        sheet, line_width = (left, top, right, low), wide // 300
        on.rounded_rectangle(sheet, wide // 80, fill=palette[0], outline=palette[1], width=line_width)
        on.rectangle((left + wide // 40, top + wide // 40, right - wide // 40, top + high // 4), fill=palette[2])
        for line in range(4):
            y = top + high * (34 + 8 * line) // 100
            end = right - wide // 40 - chance.randrange(wide // 8)
            on.rounded_rectangle((left + wide // 40, y, end, y + high // 60), high // 120, fill=palette[1])


def _waves(on: ImageDraw.ImageDraw, chance: Random, palette: tuple[Colour, ...], wide: int, high: int) -> None:
    turns = [chance.randrange(10, 90) for _ in range(7)]
    for number, turn in enumerate(turns):
        centre, radius = (wide * number // 6, high - turn * high // 300), high * (70 - 6 * number) // 100
        box = (centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius)
        on.ellipse(box, fill=palette[1 + number % 3], outline=palette[0], width=wide // 160)
