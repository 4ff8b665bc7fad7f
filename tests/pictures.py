"""`make screenshots`: a picture of every page, in `build/screens/`: desktop by day, telephone by night, both languages.

Also renews the table of pages in docs/screens.md.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.gallery import LOOKS, Scene
from tests.web_live import chromium, listening, program, signed_in
from upclone.adapters.embedded import EmbeddedPostgres
from upclone.adapters.postgres.migrations import migrate

ROOT: Final = Path(__file__).parents[1]
TARGET: Final = ROOT / "build" / "screens"
SCREENS: Final = ROOT / "docs" / "screens.md"
BEGIN, END = "<!-- pages -->", "<!-- end of pages -->"
SHAPES: Final = (
    ("desktop-en", "/en", {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"}),
    ("phone-fr", "/fr", {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "device_scale_factor": 2}),
)


def table() -> str:
    """The pages, as docs/screens.md lists them."""
    rows = [f"| `{look.shown_rule}` | {look.about} | {look.who} | `{look.name}` |" for look in LOOKS]
    return "\n".join(("| address | what | for | picture |", "|---|---|---|---|", *rows))


def renewed(text: str) -> str:
    """The document with its table as it should be."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


def main() -> None:
    """Look at everything."""
    SCREENS.write_text(renewed(SCREENS.read_text()))
    at = program()
    if at is None:
        sys.exit("There is no Chromium on this machine: install it first (Debian: apt install chromium).")
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="upclone-screens-") as folder:
        Path(folder).chmod(0o711)
        with (
            EmbeddedPostgres(Path(folder, "home")) as urls,
            chromium(at) as browser,
        ):
            migrate(urls.owner_url)
            with listening(urls, folder) as live:
                scene = Scene(live.world)
                everything = [look.at(scene) for look in LOOKS]  # what is listed is there before anybody looks
                assert len(everything) == len(LOOKS)
                for name, prefix, shape in SHAPES:
                    contexts = {
                        who: signed_in(browser, live, scene.person(who), **shape)
                        for who in sorted({look.who for look in LOOKS})
                    }
                    for look in LOOKS:
                        page = contexts[look.who].new_page()
                        page.goto(f"{prefix}{look.at(scene)}", wait_until="load")
                        page.wait_for_timeout(100)
                        page.screenshot(path=TARGET / f"{look.name}.{name}.png", full_page=True)
                        page.close()
                        print(f"{name}  {look.name}", flush=True)


if __name__ == "__main__":
    main()
