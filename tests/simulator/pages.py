"""The hosted page of both gateways: /pay/<api>/<ref>, with a button for yes and one for no."""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qs

from tests.simulator.wire import Problem, Reply, Request
from tests.simulator.world import World

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>body{{font:1.1rem/1.6 system-ui;max-width:30rem;margin:4rem auto;padding:0 1rem}}
button{{font:inherit;padding:.5rem 1.5rem;margin-right:1rem}}</style>
<h1>{title}</h1><p><strong>{amount}</strong></p><p>{state}</p>{form}
<p><small>The gateway simulator of upclone's tests: no real money moves here.</small></p></html>"""

_FORM = """<form method="post"><button name="do" value="pay">Approve</button>
<button name="do" value="decline">Decline</button></form>"""


def answer(world: World, request: Request) -> Reply:
    """The page, or what its buttons do."""
    _, _, api, ref = request.path.split("/", 3)
    half = world.halves[api]
    with world.lock:
        try:
            if request.method == "POST":
                action = parse_qs(request.body.decode()).get("do", ["decline"])[0]
                half.act("pay" if action == "pay" else "decline", ref, {})
                return Reply(303, "", {"Location": half.page(ref)["return_url"] or request.path}, html=True)
            shown = {name: escape(value) for name, value in half.page(ref).items()}
        except Problem as problem:
            return Reply(problem.reply.status, "<!doctype html><title>Not found</title>No such payment.", html=True)
    shown["form"] = _FORM if shown["state"] == "open" else ""
    return Reply(200, _PAGE.format(**shown), html=True)
