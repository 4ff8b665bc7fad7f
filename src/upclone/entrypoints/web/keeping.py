"""Pages that look the same to every visitor are made once a second, however many ask: see `entrypoints.keeping`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, current_app, request, session
from flask.typing import ResponseReturnValue

from upclone.entrypoints.web.desk import EXTENSION
from upclone.entrypoints.web.languages import spoken
from upclone.entrypoints.web.rendering import THEME_COOKIE

View = Callable[..., ResponseReturnValue]


def for_visitors(view: View) -> View:
    """Keep what `view` answers to visitors."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if current_app.config["SESSION_COOKIE_NAME"] in request.cookies:
            return view(*args, **kwargs)
        kept = current_app.extensions[EXTENSION].kept
        cookies = request.cookies
        key = (request.full_path, spoken(), cookies.get(THEME_COOKIE), cookies.get("zone"))
        found = kept.get(key)
        if found is not None:
            return Response(found[0], mimetype=found[1])
        turn = kept.turn
        response = current_app.make_response(view(*args, **kwargs))
        if response.status_code == 200 and not session.modified:
            kept.put(key, response.get_data(), response.mimetype or "", turn)
        return response

    return answer
