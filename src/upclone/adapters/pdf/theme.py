"""How every document looks: A4 in millimetres, type in points, and few colours."""

from __future__ import annotations

from typing import Final, NamedTuple

from attrs import evolve, frozen


class Colour(NamedTuple):
    """Red, green and blue, 0 to 255."""

    red: int
    green: int
    blue: int


INK: Final = Colour(15, 23, 42)
TEXT: Final = Colour(51, 65, 85)
MUTED: Final = Colour(100, 116, 139)
RULE: Final = Colour(221, 227, 235)
PANEL: Final = Colour(247, 249, 251)
WHITE: Final = Colour(255, 255, 255)
ACCENT: Final = Colour(13, 124, 102)
BRIGHT: Final = Colour(94, 226, 190)
"""The accent on a dark ground, where ACCENT itself would be too dim."""

WIDTH: Final = 210.0
HEIGHT: Final = 297.0
MARGIN: Final = 18.0
BODY: Final = WIDTH - 2 * MARGIN
BAND: Final = 29.0
"""The height of the first page's band."""
TOP: Final = 26.0
"""Where the text of the following pages begins, below the running head."""
BOTTOM: Final = HEIGHT - 24.0
"""Where text ends, above the footer."""
GAP: Final = 7.0


@frozen
class Face:
    """A font at a size (points) and leading (millimetres), in a colour; `tracking` is in points between letters."""

    family: str
    style: str
    size: float
    leading: float
    colour: Colour = TEXT
    tracking: float = 0.0

    def tinted(self, colour: Colour) -> Face:
        """The same face in another colour."""
        return evolve(self, colour=colour)


DISPLAY: Final = Face("sans", "B", 18, 8.2, INK)
HEADING: Final = Face("sans", "B", 11, 5.4, INK)
FIGURE: Final = Face("sans", "B", 10.4, 5.2, INK)
STRONG: Final = Face("sans", "B", 8.8, 4.5, INK)
PLAIN: Final = Face("sans", "", 8.8, 4.5)
PROSE: Final = Face("sans", "", 9, 4.9)
SMALL: Final = Face("sans", "", 7.6, 3.9, MUTED)
ASIDE: Final = Face("sans", "I", 7.6, 3.9, MUTED)
LABEL: Final = Face("sans", "B", 6.4, 3.4, MUTED, tracking=0.45)
PILL: Final = Face("sans", "B", 6.6, 3.4)
CODE: Final = Face("mono", "", 6.6, 3.4, MUTED)
FOOT: Final = Face("sans", "", 6.6, 3.2, MUTED)
FOOT_CODE: Final = Face("mono", "", 5.6, 3.2, MUTED)


@frozen
class Tone:
    """A pill's ground and its letters; each pair keeps a contrast of at least 4.5 to 1."""

    ground: Colour
    letters: Colour


CALM: Final = Tone(Colour(238, 242, 246), Colour(71, 85, 105))
GOOD: Final = Tone(Colour(221, 245, 237), Colour(10, 98, 80))
BUSY: Final = Tone(Colour(226, 236, 253), Colour(29, 78, 170))
WARM: Final = Tone(Colour(254, 240, 212), Colour(133, 77, 14))
ALARM: Final = Tone(Colour(253, 228, 228), Colour(153, 27, 27))

TONES: Final = {
    **dict.fromkeys(("active", "completed", "approved", "released", "paid"), GOOD),
    **dict.fromkeys(("funding", "funded", "submitted", "held", "settled", "split", "requested"), BUSY),
    **dict.fromkeys(("offered", "paused", "changes_requested", "frozen", "pending", "due"), WARM),
    **dict.fromkeys(("disputed", "cancelled", "declined", "expired", "failed"), ALARM),
}
"""The tone of each state; any other is calm."""
