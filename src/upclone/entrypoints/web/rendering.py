"""Templates, and what they can say."""

from __future__ import annotations

import secrets
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlencode

from flask import Flask, Response, get_flashed_messages, make_response, render_template, request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from upclone.domain.people.accounts import AccountRole, State
from upclone.entrypoints.api.markdown import as_html
from upclone.entrypoints.api.routing import PREFIX
from upclone.entrypoints.web import formats, languages
from upclone.entrypoints.web.assets import Assets
from upclone.entrypoints.web.desk import KEY, desk
from upclone.entrypoints.web.forms import Form
from upclone.entrypoints.web.summaries import filled
from upclone.entrypoints.web.words import lexicon

THEMES: Final = {"light": "tide", "dark": "night"}
THEME_COOKIE: Final = "theme"


def page(template: str, status: int = 200, **facts: Any) -> Response:
    """A page. `form` is an empty one where none was sent."""
    form = facts.setdefault("form", Form())
    return make_response(filled(render_template(template, **facts), form), status)


def here(**changes: Any) -> str:
    """This page's address with other parameters; None and "" take one away, a list gives it several times."""
    query = request.args.to_dict(flat=False)
    for name, value in changes.items():
        values = value if isinstance(value, list | tuple) else [value]
        query[name] = [str(each) for each in values if each not in (None, "")]
    text = urlencode([(name, each) for name, values in query.items() for each in values])
    return f"{request.script_root}{request.path}" + (f"?{text}" if text else "")


def install(app: Flask, assets: Assets) -> None:
    """Give every template its words and its tools."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(formats.FILTERS, written=lambda text: Markup(as_html(text)))
    sprite = assets.url("icons.svg")

    @lru_cache(maxsize=1_024)
    def icon(name: str, size: str = "size-5", label: str = "") -> Markup:
        spoken = Markup(' role="img" aria-label="{}"').format(label) if label else Markup(' aria-hidden="true"')
        return Markup(
            '<svg class="{} shrink-0" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" '
            'stroke-linejoin="round"{}><use href="{}#{}"></use></svg>'
        ).format(size, spoken, sprite, name)

    def proofs() -> Markup:
        """What every form that is sent carries: that it is ours, and that it counts once."""
        return Markup('<input type="hidden" name="_csrf" value="{}"><input type="hidden" name="{}" value="{}">').format(
            generate_csrf(), KEY, secrets.token_urlsafe(18)
        )

    def move_url(action: Any, then: str = "") -> str:
        """The page where a move is looked at and made: `action` is one of an answer's actions."""
        address = f"{request.script_root}/do{action.href.removeprefix(PREFIX)}"
        return f"{address}?{urlencode({'then': then})}" if then else address

    app.jinja_env.globals.update(
        icon=icon,
        asset=assets.url,
        proofs=proofs,
        here=here,
        move_url=move_url,
        state_of=lexicon.state,
        term=lexicon.term,
        act_of=lexicon.act,
        event_words=lexicon.event,
        in_language=languages.in_language,
        Role=AccountRole,
        AccountState=State,
    )

    @app.context_processor
    def around() -> dict[str, Any]:
        at = desk()
        theme = request.cookies.get(THEME_COOKIE)
        return {
            "me": at.account,
            "plays": at.plays,
            "language": languages.spoken(),
            "other_languages": [each for each in languages.NAMES if each != languages.spoken()],
            "language_names": languages.NAMES,
            "unread": at.unread,
            "theme": THEMES.get(theme or ""),
            "options": at.performing.options,
            "path": request.path,
            "messages": lambda: get_flashed_messages(with_categories=True),
        }
