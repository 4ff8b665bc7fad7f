"""The hosted page of both gateways: /pay/<api>/<ref>, with a button for yes and one for no, in English and French."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final
from urllib.parse import parse_qs

from tests.simulator.wire import Problem, Reply, Request
from tests.simulator.world import World

_HEAD: Final = """<!doctype html><html lang="{language}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>{title}</title><style>
:root{{--ground:#eef2f6;--card:#fff;--ink:#0f172a;--text:#475569;--rule:#cbd5e1;--yes:#3538cd;--on-yes:#fff}}
@media(prefers-color-scheme:dark){{
:root{{--ground:#0d1117;--card:#171d27;--ink:#f1f5f9;--text:#a9b4c4;--rule:#344054;--yes:#a4bcfd;--on-yes:#101828}}}}
*{{box-sizing:border-box}}
body{{margin:0;min-height:100vh;display:flex;flex-direction:column;background:var(--ground);color:var(--text);
font:1rem/1.55 system-ui,"Noto Sans","DejaVu Sans",sans-serif}}
main{{width:calc(100% - 2rem);max-width:27rem;margin:auto;padding:2rem 1.75rem;background:var(--card);
border:1px solid var(--rule);border-radius:1rem}}
h1{{margin:.25rem 0 0;color:var(--ink);font-size:1.4rem;line-height:1.25}}p{{margin:.5rem 0 0;overflow-wrap:anywhere}}
.amount{{color:var(--ink);font-size:2.1rem;font-weight:650;line-height:1.3;font-variant-numeric:tabular-nums}}
form{{display:grid;gap:.625rem;margin-top:1.5rem}}
button{{font:inherit;font-weight:600;min-height:3rem;border-radius:.75rem;cursor:pointer;
border:1px solid var(--rule);background:transparent;color:var(--ink)}}
button[value=pay]{{border-color:transparent;background:var(--yes);color:var(--on-yes)}}
a{{color:var(--yes)}}
button:focus-visible,a:focus-visible{{outline:3px solid var(--yes);outline-offset:3px}}
footer{{padding:1rem;text-align:center;font-size:.85rem}}
</style>"""

_PAGE: Final = """<main><p>{gateway}</p><h1>{title}</h1>{about}{amount}{form}</main><footer>{foot}</footer></html>"""

_FORM: Final = """<form method="post"><button name="do" value="pay">{yes}</button>
<button name="do" value="decline">{no}</button></form>"""

GATEWAYS: Final = {"stripe": "Stripe", "paypal": "PayPal"}

FRENCH: Final = {
    "A payment": "Un paiement",
    "A card to keep": "Une carte à enregistrer",
    "An account to be paid to": "Un compte pour être payé",
    "Your bank asks whether it is you": "Votre banque demande si c’est bien vous",
    "A payment by PayPal": "Un paiement par PayPal",
    "Save this PayPal account": "Enregistrer ce compte PayPal",
    "Approve": "Approuver",
    "Decline": "Refuser",
    "There is nothing to decide here any more: {state}.": "Il n’y a plus rien à décider ici : {state}.",
    "Back to the shop": "Retour au site",
    "Not found": "Introuvable",
    "No such payment.": "Ce paiement n’existe pas.",
    "The gateway simulator of upclone’s tests: no real money moves here.": (
        "Le simulateur de passerelles des tests d’upclone : aucun argent réel ne circule ici."
    ),
}
"""Whatever the pages say. Names of states are the gateways' own."""


def answer(world: World, request: Request) -> Reply:
    """The page, or what its buttons do."""
    _, _, api, ref = request.path.split("/", 3)
    half, words = world.halves[api], Words(request)
    with world.lock:
        try:
            if request.method == "POST":
                action = parse_qs(request.body.decode()).get("do", ["decline"])[0]
                half.act("pay" if action == "pay" else "decline", ref, {})
                return Reply(303, "", {"Location": half.page(ref)["return_url"] or request.path}, html=True)
            page = half.page(ref)
        except Problem as problem:
            return _written(
                problem.reply.status, words, api, {"title": "Not found", "about": words("No such payment.")}
            )
    return _written(200, words, api, page)


class Words:
    """The reader's language: French where it comes before English."""

    def __init__(self, request: Request) -> None:
        wanted = [each.strip()[:2].lower() for each in request.headers.get("accept-language", "").split(",")]
        self.language = next((each for each in wanted if each in ("en", "fr")), "en")

    def __call__(self, text: str) -> str:
        return FRENCH.get(text, text) if self.language == "fr" else text

    def amount(self, text: str) -> str:
        """`309.00 EUR`, in French `309,00 EUR`."""
        return text.replace(".", ",") if self.language == "fr" else text


def _written(status: int, words: Words, api: str, page: Mapping[str, str]) -> Reply:
    title = escape(words(page["title"]))
    about = f"<p>{escape(page['about'])}</p>" if page.get("about") else ""
    amount = f'<p class="amount">{escape(words.amount(page["amount"]))}</p>' if page.get("amount") else ""
    state, form = page.get("state"), ""
    if state == "open":
        form = _FORM.format(yes=words("Approve"), no=words("Decline"))
    elif state:
        over = words("There is nothing to decide here any more: {state}.").format(state=state)
        form = f"<p>{escape(over)}</p>"
        if page["return_url"]:
            form += f'<p><a href="{escape(page["return_url"])}">{words("Back to the shop")}</a></p>'
    foot = words("The gateway simulator of upclone’s tests: no real money moves here.")
    head = _HEAD.format(language=words.language, title=title)
    body = _PAGE.format(gateway=GATEWAYS[api], title=title, about=about, amount=amount, form=form, foot=foot)
    return Reply(status, head + body, {"Content-Language": words.language, "Vary": "Accept-Language"}, html=True)
