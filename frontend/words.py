"""Keeps the catalogues of translations in step with the pages: one for each wing, `common` for what all share.

`make words` finds every text of templates and Python files, adds what is new, drops what is gone, and lists what has
no translation yet. Nothing is guessed: a text that changed is a new text.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).resolve().parent
WEB = HERE.parent / "src" / "upclone" / "entrypoints" / "web"
LANGUAGES = ("fr",)
WINGS = ("visitor", "people", "market", "deals", "payments", "trust", "admin", "messaging")
KEYWORDS = {
    "_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None, "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2), "lazy_pgettext": ((1, "c"), 2), "counted": (2, 3),
}  # fmt: skip


def wing_of(file: Path) -> str:
    """The catalogue of a file, by the folder or the name that it has in the tree of pages."""
    parts = file.relative_to(WEB).parts
    folder = parts[1] if parts[0] == "templates" else parts[0]
    if parts[0] == "words":
        folder = file.stem.partition("_")[0]
    return folder if folder in WINGS else "common"


def extracted() -> dict[str, Catalog]:
    """Every text of every page, by catalogue. What `common` has is in no other."""
    found = {wing: Catalog(project="upclone", charset="utf-8") for wing in ("common", *WINGS)}
    for file, text, comments, context in _texts():
        found[wing_of(file)].add(text, auto_comments=comments, context=context)
    for wing in WINGS:
        for message in list(found[wing]):
            if message.id and found["common"].get(message.id, message.context):
                found[wing].delete(message.id, message.context)
    return found


def _texts() -> Iterator[tuple[Path, str, list[str], str | None]]:
    for file in sorted([*WEB.rglob("*.py"), *(WEB / "templates").rglob("*.html")]):
        method = "python" if file.suffix == ".py" else "jinja2.ext:babel_extract"
        options = {"trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true"} if file.suffix == ".html" else {}
        for _, text, comments, context in extract_from_file(method, file, keywords=KEYWORDS, options=options):
            yield file, text, comments, context  # type: ignore[misc]


def place(wing: str, language: str) -> Path:
    """Where a catalogue lies."""
    return WEB / "translations" / wing / language / "LC_MESSAGES" / "messages.po"


def kept(wing: str, language: str) -> Catalog:
    """A catalogue as it is."""
    file = place(wing, language)
    if not file.exists():
        return Catalog(locale=language, project="upclone", charset="utf-8")
    with file.open("rb") as text:
        return read_po(text, locale=language)


def missing(language: str) -> Iterator[tuple[str, str]]:
    """What has no translation: the catalogue and the text."""
    for wing, texts in extracted().items():
        known = kept(wing, language)
        for message in texts:
            if not message.id:
                continue
            found = known.get(message.id, message.context)
            strings = [] if found is None else [found.string] if isinstance(found.string, str) else found.string
            if found is None or found.fuzzy or not strings or not all(strings):
                yield wing, message.id if isinstance(message.id, str) else message.id[0]


def held(said: str | tuple[str, ...]) -> str | tuple[str, ...]:
    """A translation whose signs stay with the word before them: what is typed as a space before one, as French has
    it, becomes one that no line breaks at."""
    if not isinstance(said, str):
        return tuple(str(held(each)) for each in said)
    return re.sub(r" (?=[:;?!»])|(?<=«) ", "\N{NARROW NO-BREAK SPACE}", said)


def main() -> None:
    """Bring all catalogues up to date."""
    for language in LANGUAGES:
        for wing, texts in extracted().items():
            known, renewed = kept(wing, language), Catalog(locale=language, project="upclone", charset="utf-8")
            renewed.header_comment = f"# {wing}: what its pages say.\n#"
            renewed.creation_date = renewed.revision_date = known.creation_date
            for message in texts:
                if message.id:
                    found = known.get(message.id, message.context)
                    same = found and isinstance(found.id, str) == isinstance(message.id, str)  # got no plural since
                    renewed.add(message.id, found.string if same else None, context=message.context)
            if len(renewed) == 0:
                continue
            file = place(wing, language)
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("wb") as target:
                write_po(target, renewed, omit_header=True, sort_output=True, width=0, no_location=True)
        left = list(missing(language))
        for wing, text in left:
            sys.stdout.write(f"{language} {wing}: {text}\n")
        sys.stdout.write(f"{language}: {len(left)} texts without a translation\n")


if __name__ == "__main__":
    main()
