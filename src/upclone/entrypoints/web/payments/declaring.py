"""Who one is to the tax office: what stands on one's invoices."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from upclone.entrypoints.api.payments import taxes
from upclone.entrypoints.web.desk import desk, done
from upclone.entrypoints.web.forms import Form, Refusal
from upclone.entrypoints.web.rendering import page

PAGES = Blueprint("declaring", __name__)


@PAGES.get("/money/tax")
def show() -> ResponseReturnValue:
    """What was declared, and what follows from it."""
    return _shown(Form())


@PAGES.post("/money/tax")
def declare() -> ResponseReturnValue:
    """Declare it anew. Papers that were issued stay as they are."""
    typed = request.form.copy()
    if typed.get("business") != "true":  # a private person's form has these fields, too: they say nothing then
        for name in ("legal_name", "vat_number", "registration", "small_business"):
            typed.pop(name, None)
    try:
        desk().do(taxes.declare, typed)
    except Refusal as refusal:
        return _shown(refusal.form, refusal.status)
    return done(f"{request.script_root}/money/tax", gettext("Kept. Your next invoices say so."))


def _shown(form: Form, status: int = 200) -> ResponseReturnValue:
    return page("payments/tax.html", status, form=form, identity=desk().read(taxes.read))
