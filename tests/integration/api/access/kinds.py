"""The kinds of routes, and the bodies that many of them take."""

from tests.api_world import eur

MISSING = "01981f6e-7a10-7c3e-9a52-0d8f0a1b2c3d"

EVERYBODY, SIGNED_IN, MODERATOR, OPERATOR = "everybody", "signed in", "moderator", "operator"
# Objects that only their own people may see; `job` and `user` are named where a route is about one of theirs.
CONTRACT, MILESTONE, DISPUTE, PAYMENT, PAYOUT, PROPOSAL = (
    "contract",
    "milestone",
    "dispute",
    "payment",
    "payout",
    "proposal",
)
OF_JOB = "job's own"
SESSION, KEY = "session", "personal token"
SANCTION = "sanction"
INVITATION = "invitation"
SEARCH = "search"
PAPER = "invoice"
TIMESHEET, TIME = "timesheet", "time entry"
METHOD = "method"
CHARGEBACK = "chargeback"
PRIVATE = {
    CONTRACT,
    MILESTONE,
    DISPUTE,
    PAYMENT,
    PAYOUT,
    PROPOSAL,
    OF_JOB,
    SESSION,
    KEY,
    SANCTION,
    INVITATION,
    SEARCH,
    PAPER,
    TIMESHEET,
    TIME,
    METHOD,
    CHARGEBACK,
}

NOTE = {"note": "x"}
WHY = {"reason": "x"}
SPAN = {"started_at": "2026-01-05T09:00:00Z", "ended_at": "2026-01-05T10:00:00Z", "reason": "x"}
SAID = {"statement": "x"}
PART = {"amount": eur(100)}
PLAN = {"title": "x", "amount": eur(100)}
