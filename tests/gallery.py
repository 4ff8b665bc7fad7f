"""Every page of the site, with who looks at it and something to see on it: for tests of all pages, and for pictures.

A page of the site that is missing here fails `tests/integration/web/test_every_page.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from attrs import frozen

from tests.api_world import PASSWORD, Person, World, bill, eur
from upclone.adapters.mail import Folder, FolderMail, Templates, Writer
from upclone.adapters.system import SystemClock
from upclone.application.messaging.stopping import Stop, token_of
from upclone.application.ports.gateways import Claim, ClaimState
from upclone.application.ports.mail import Letter, LetterKind
from upclone.domain.messaging.news import Topic
from upclone.domain.money import Money
from upclone.entrypoints.web.site import MACHINES

_VARIABLE: Final = re.compile(r"<(?:[^<>]*:)?(\w+)>")
Address = Callable[["Scene"], str]


class Scene:
    """A world with one thing of each kind in it, made when a page first needs it."""

    def __init__(self, world: World) -> None:
        self.world = world

    def person(self, who: str) -> Person | None:
        """Somebody by their part; None for a visitor."""
        if who == "suspended":
            return self.suspended
        return None if who == "visitor" else getattr(self.world, who)  # type: ignore[no-any-return]

    @cached_property
    def suspended(self) -> Person:
        """Somebody who may not act, and why."""
        person = self.world.newcomer("client")
        self.world.admin.does(f"/users/{person.id}/suspend", {"reason": "Two clients report copied work."})
        return person

    @cached_property
    def work(self) -> str:
        """A work of the freelancer's portfolio."""
        body = {"title": "A station's signs", "description": "All of them.", "link": "https://example.org"}
        return str(self.world.freelancer.does("/users/profile/portfolio", body)["id"])

    @cached_property
    def job(self) -> str:
        """An open job with a question and three bids, one of them countered."""
        body = {
            "title": "A logo and labels for a bakery", "description": "Warm, **simple**, and readable on a paper bag.",
            "budget": eur(90000), "skills": ["illustration"], "questions": ["Which label of yours is most like it?"],
        }  # fmt: skip
        job = str(self.world.client.does("/jobs", body)["id"])
        for number in range(2):
            other = self.world.newcomer("freelancer")
            bid = {"price": eur(80000 + number * 5000), "cover_letter": f"Letter {number}.", "answers": ["The third."]}
            other.does(f"/jobs/{job}/bid", bid)
        return job

    @cached_property
    def proposal(self) -> str:
        """A bid of the freelancer's on that job, with two rounds."""
        plan = [{"title": "Sketches", "amount": eur(30000)}, {"title": "Finals", "amount": eur(60000)}]
        body = {"price": eur(90000), "cover_letter": "Gladly.", "milestones": plan, "answers": ["The first."]}
        bid = str(self.world.freelancer.does(f"/jobs/{self.job}/bid", body)["id"])
        terms = {"price": eur(84000), "milestones": [{"title": "All of it", "amount": eur(84000)}]}
        self.world.client.does(f"/proposals/{bid}/counter", terms)
        return bid

    @cached_property
    def fresh_bid(self) -> str:
        """A bid of the freelancer's that nobody answered."""
        return self.world.bid(self.world.job())

    @cached_property
    def held_back(self) -> str:
        """A job that the rules of review held back."""
        body = {
            "title": "Call me",
            "description": "Write to ada@example.com.",
            "budget": eur(1),
        }
        return str(self.world.client.does("/jobs", body)["id"])

    @cached_property
    def category(self) -> str:
        """A category of the taxonomy."""
        return str(self.world.admin.sees("/categories")["items"][0]["id"])

    @cached_property
    def skill(self) -> str:
        """A skill of the taxonomy."""
        return str(self.world.admin.sees("/skills?q=python")["items"][0]["id"])

    @cached_property
    def draft(self) -> str:
        """A job that is not published."""
        body = {"title": "A draft", "description": "Not yet.", "budget": eur(50000), "draft": True}
        return str(self.world.client.does("/jobs", body)["id"])

    @cached_property
    def offered(self) -> str:
        """A contract that waits for its signatures."""
        return str(self.world.offered()["id"])

    @cached_property
    def contract(self) -> dict[str, Any]:
        """A contract with one milestone paid, one handed in, one planned."""
        contract = self.world.funded(2)
        first, second = (each["id"] for each in contract["milestones"][:2])
        self.world.freelancer.does(f"/milestones/{first}/submit", {"note": "Here.", "links": ["https://example.org/a"]})
        self.world.client.does(f"/milestones/{first}/approve")
        self.world.freelancer.does(f"/milestones/{second}/submit", {"note": "The second part."})
        return self.world.client.sees(f"/contracts/{contract['id']}")  # type: ignore[no-any-return]

    @property
    def room(self) -> str:
        """That contract's id."""
        return str(self.contract["id"])

    @property
    def planned(self) -> str:
        """Its milestone that nobody has paid for."""
        return str(self.contract["milestones"][2]["id"])

    @property
    def handed_in(self) -> str:
        """Its milestone whose work waits for the client."""
        return str(self.contract["milestones"][1]["id"])

    @cached_property
    def begun(self) -> str:
        """The place of a milestone whose money is held, below its contract."""
        contract = self.world.funded()
        return f"/contracts/{contract['id']}/milestones/{contract['milestones'][0]['id']}"

    @cached_property
    def payment(self) -> str:
        """A payment that waits for its payer."""
        contract = self.world.signed()
        return str(self.world.fund(contract["id"], contract["milestones"][0]["id"], "tok_hosted")["id"])

    @cached_property
    def dispute(self) -> dict[str, Any]:
        """A dispute that was answered, with an offer on the table."""
        dispute = self.world.disputed()
        at = f"/disputes/{dispute['id']}"
        self.world.freelancer.does(f"{at}/answer", {"statement": "It is all there: see the second file."})
        return self.world.freelancer.sees(at)  # type: ignore[no-any-return]

    @cached_property
    def hourly(self) -> str:
        """An hourly contract with an hour on it."""
        contract = str(self.world.hourly()["id"])
        entry = self.world.worked(3600, contract)["id"]
        self.world.freelancer.does(f"/time/{entry}/samples", {"commitments": [f"{n:064x}" for n in range(20)]})
        return contract

    @cached_property
    def busy(self) -> str:
        """Where an operator sees the freelancer, who has money, contracts and a dispute."""
        assert self.room
        assert self.dispute
        return f"/admin/people/{self.world.freelancer.id}"

    @cached_property
    def week(self) -> str:
        """The week of that hour."""
        return str(self.world.client.sees(f"/contracts/{self.hourly}/timesheets")["items"][0]["id"])

    @cached_property
    def entry(self) -> str:
        """The time entry of that hour."""
        weeks = self.world.client.sees(f"/contracts/{self.hourly}/timesheets")["items"]
        return str(next(entry["id"] for week in weeks for entry in week["entries"]))

    @cached_property
    def invitation(self) -> str:
        """An invitation that waits."""
        return str(self.world.invited()["id"])

    @cached_property
    def search(self) -> str:
        """A saved search of the freelancer's."""
        body = {"name": "Logos", "query": {"q": "logo"}, "alert": "daily"}
        return str(self.world.freelancer.does("/searches", body)["id"])

    @cached_property
    def stopping(self) -> str:
        """The link of a letter of news to the client."""
        stop = Stop(UUID(str(self.world.client.id)), Topic.HIRING)
        return f"/unsubscribe?token={token_of(self.world.doors.news.seals, stop)}"

    @cached_property
    def letter(self) -> str:
        """A letter of a demonstration: a reason that somebody typed is in it."""
        (sanction,) = self.suspended.sees("/sanctions")["items"]
        facts = {"name": "Ada", "reason": sanction["reason"], "until": ""}
        letter = Letter("ada@example.org", "en", LetterKind.ACCOUNT_SUSPENDED, facts, self.suspended.id)
        settings = self.world.settings
        writer = Writer(Templates(settings.base_url), SystemClock(), settings.mail_from)
        FolderMail(settings.mail_folder, writer).send(letter)
        kept = Folder(settings.mail_folder).letters()
        return next(each.id for each in kept if each.to == "ada@example.org")

    @cached_property
    def notification(self) -> str:
        """Something that the client was told."""
        assert self.room
        self.world.settle()
        return str(self.world.client.sees("/notifications")["items"][0]["id"])

    @cached_property
    def paper(self) -> str:
        """An invoice for the freelancer's work."""
        bill(self.world, self.room)
        return str(self.world.freelancer.sees("/invoices?kind=work")["items"][0]["id"])

    @cached_property
    def payout(self) -> str:
        """A withdrawal that came back."""
        assert self.paper
        body = {"amount": eur(2000), "destination": "acct_bounces"}
        payout = str(self.world.freelancer.does("/payouts", body)["id"])
        self.world.settle()
        self.world.settle()
        return payout

    @cached_property
    def place(self) -> str:
        """A place where the freelancer is paid."""
        place = str(self.world.freelancer.does("/payout-methods", {"password": PASSWORD})["id"])
        self.world.doors.operations.poll()
        return place

    @cached_property
    def claim(self) -> str:
        """A payment of another contract that the payer's bank wants back."""
        payment = UUID(self.world.funded()["payments"][0]["id"])
        with self.world.doors.unit_of_work() as work:
            hold = work.holds.get(payment)
        claim = Claim(f"claim {payment}", hold.gateway_ref or "", hold.total, ClaimState.OPEN, "fraudulent", False)
        found = self.world.doors.chargebacks.claimed(hold.gateway, claim)
        assert found is not None
        return str(found.id)

    @cached_property
    def approval(self) -> str:
        """A release of much money that one operator may not make alone."""
        world, price = self.world, eur(123_456_700)
        body = {"freelancer_id": world.freelancer.id, "title": "A hall", "description": "Whole.", "price": price}
        offer = world.client.does("/offers", body)
        contract = world.freelancer.does(f"/proposals/{offer['id']}/accept")["id"]
        for person in (world.client, world.freelancer):
            person.does(f"/contracts/{contract}/sign")
        (milestone,) = world.client.sees(f"/contracts/{contract}")["milestones"]
        paid = {"milestone_id": milestone["id"], "amount": price, "payment_method": "tok_answered"}
        world.client.does(f"/contracts/{contract}/payment", paid)
        world.settle()
        asked = {
            "act": "release",
            "arguments": {"milestone": milestone["id"]},
            "reason": "Both asked for it by letter.",
        }
        return str(world.admin.does("/approvals", asked)["id"])

    @cached_property
    def stray(self) -> bool:
        """A claim on a payment that nobody here knows."""
        amount = Money(12_000, "EUR")
        claim = Claim("claim_stray", "pay_nobodys", amount, ClaimState.OPEN, "product_not_received", True)
        return self.world.doors.chargebacks.claimed("sandbox", claim) is None


@frozen
class Look:
    """Somebody looks at a page. `about` says what it is, for docs/screens.md."""

    rule: str
    who: str
    about: str
    address: Address | None = None

    def at(self, scene: Scene) -> str:
        """The address, in English."""
        return self.rule if self.address is None else self.address(scene)

    @property
    def name(self) -> str:
        """A name for files."""
        plain = _VARIABLE.sub(r"\1", self.rule).strip("/").replace("/", "-")
        return f"{plain or 'front'}.{self.who}"

    @property
    def shown_rule(self) -> str:
        """The address as people read it: /jobs/‹id›."""
        return _VARIABLE.sub(r"‹\1›", self.rule)


LOOKS: Final[tuple[Look, ...]] = (
    Look("/", "visitor", "What this is and for whom, live figures, how held money works"),
    Look("/jobs", "visitor", "Job search with filters"),
    Look("/jobs", "freelancer", "Job search, signed in"),
    Look("/jobs/<uuid:id>", "visitor", "A job", lambda at: f"/jobs/{at.job}"),
    Look("/jobs/<uuid:id>", "client", "A job, for its client", lambda at: f"/jobs/{at.job}"),
    Look("/freelancers", "visitor", "Freelancer search with filters"),
    Look("/freelancers/<uuid:id>", "client", "A freelancer", lambda at: f"/freelancers/{at.world.freelancer.id}"),
    Look("/clients/<uuid:id>", "freelancer", "A client", lambda at: f"/clients/{at.world.client.id}"),
    Look("/sign-in", "visitor", "Signing in"),
    Look("/sign-up", "visitor", "Signing up"),
    Look("/forgot", "visitor", "A forgotten password"),
    Look("/sign-up", "visitor", "Signing up, the form", lambda at: "/sign-up?role=freelancer"),
    Look("/account/verify", "visitor", "The link of a letter", lambda at: "/account/verify?token=x"),
    Look("/account/email", "visitor", "The link of another address", lambda at: "/account/email?token=x"),
    Look("/account/email/undo", "visitor", "An objection to another address", lambda at: "/account/email/undo?token=x"),
    Look("/account/password", "visitor", "A new password by a link", lambda at: "/account/password?token=x"),
    Look("/account", "stranger", "One's account"),
    Look("/account/profile", "stranger", "The editor of one's profile"),
    Look("/account/portfolio", "freelancer", "One's portfolio", lambda at: at.work and "/account/portfolio"),
    Look("/account/portfolio/<uuid:id>", "freelancer", "A work of it", lambda at: f"/account/portfolio/{at.work}"),
    Look("/account/portfolio/new", "freelancer", "One more work"),
    Look("/account/security", "client", "The security of one's account"),
    Look("/account/security/password", "client", "Another password"),
    Look("/account/security/email", "client", "Another address"),
    Look("/account/security/second-factor", "client", "Setting up a second factor"),
    Look(
        "/account/security/second-factor/<any(renew, disable):what>",
        "client",
        "Switching a second factor off",
        lambda at: "/account/security/second-factor/disable",
    ),
    Look("/account/tokens", "client", "Keys of scripts"),
    Look("/account/standing", "suspended", "A suspension, and the way to appeal", lambda at: "/account/standing"),
    Look("/account/data", "client", "Data and leaving"),
    Look("/dashboard", "client", "The client's dashboard"),
    Look("/dashboard", "freelancer", "The freelancer's dashboard"),
    Look("/contracts", "freelancer", "Contracts"),
    Look("/contracts/<uuid:id>", "client", "The contract room, for the client", lambda at: f"/contracts/{at.room}"),
    Look("/contracts/<uuid:id>", "freelancer", "The room, for the freelancer", lambda at: f"/contracts/{at.room}"),
    Look("/contracts/<uuid:id>/history", "client", "Verified history", lambda at: f"/contracts/{at.room}/history"),
    Look("/contracts/<uuid:id>/sign", "freelancer", "An offer to sign", lambda at: f"/contracts/{at.offered}/sign"),
    Look("/contracts/<uuid:id>/terms", "client", "Its terms, to change", lambda at: f"/contracts/{at.offered}/terms"),
    Look(
        "/contracts/<uuid:id>/milestones/<uuid:milestone_id>/fund",
        "client",
        "Checkout of a milestone",
        lambda at: f"/contracts/{at.room}/milestones/{at.planned}/fund",
    ),
    Look("/payments/<uuid:id>", "client", "A payment on its way", lambda at: f"/payments/{at.payment}"),
    Look(
        "/contracts/<uuid:id>/milestones/<uuid:milestone_id>/submit",
        "freelancer",
        "Handing work over",
        lambda at: f"{at.begun}/submit",
    ),
    Look("/disputes", "client", "Disputes", lambda at: "/disputes" if at.dispute else ""),
    Look(
        "/contracts/<uuid:id>/disputes/new",
        "client",
        "What a dispute does, before it is opened",
        lambda at: f"/contracts/{at.room}/disputes/new",
    ),
    Look("/disputes/<uuid:id>", "client", "A dispute with an offer", lambda at: f"/disputes/{at.dispute['id']}"),
    Look("/contracts/<uuid:id>/time", "freelancer", "Timer and week", lambda at: f"/contracts/{at.hourly}/time"),
    Look("/contracts/<uuid:id>/time/log", "freelancer", "Time by hand", lambda at: f"/contracts/{at.hourly}/time/log"),
    Look("/time/<uuid:id>/edit", "freelancer", "An entry, changed", lambda at: f"/time/{at.entry}/edit"),
    Look("/contracts/<uuid:id>/billing", "client", "How hours are paid", lambda at: f"/contracts/{at.hourly}/billing"),
    Look("/money", "freelancer", "A freelancer's money", lambda at: "/money" if at.payout else ""),
    Look("/money", "client", "A client's money", lambda at: "/money" if at.paper else ""),
    Look("/money/withdraw", "freelancer", "Withdrawing", lambda at: "/money/withdraw" if at.place else ""),
    Look(
        "/money/<any(earnings, spending):name>",
        "freelancer",
        "Earnings",
        lambda at: "/money/earnings?period=all&from=2020-01-01" if at.payout else "",
    ),
    Look(
        "/money/<any(earnings, spending):name>",
        "client",
        "Spending",
        lambda at: "/money/spending" if at.paper else "",
    ),
    Look("/payouts", "freelancer", "Withdrawals", lambda at: "/payouts" if at.payout else ""),
    Look("/payouts/<uuid:id>", "freelancer", "A withdrawal that came back", lambda at: f"/payouts/{at.payout}"),
    Look("/payouts/schedule", "freelancer", "Automatic withdrawals"),
    Look(
        "/<any(payments, payouts):wing>/methods",
        "freelancer",
        "Ways to be paid",
        lambda at: "/payouts/methods" if at.place else "",
    ),
    Look(
        "/<any(payments, payouts):wing>/methods/new", "client", "A new way to pay", lambda at: "/payments/methods/new"
    ),
    Look("/money/tax", "freelancer", "Tax details"),
    Look("/invoices", "client", "Invoices", lambda at: "/invoices?period=all&until=2099-01-01" if at.paper else ""),
    Look("/invoices/<uuid:id>", "freelancer", "An invoice", lambda at: f"/invoices/{at.paper}"),
    Look("/chargebacks", "client", "Chargebacks", lambda at: "/chargebacks" if at.claim else ""),
    Look("/chargebacks/<uuid:id>", "freelancer", "A chargeback", lambda at: f"/chargebacks/{at.claim}"),
    Look("/notifications", "client", "What one was told", lambda at: "/notifications" if at.notification else ""),
    Look("/account/notifications", "client", "What one is written about, and how soon"),
    Look("/unsubscribe", "visitor", "The link of a letter that stops it", lambda at: at.stopping),
    Look("/demo/letters", "visitor", "The letters of a demonstration", lambda at: "/demo/letters" if at.letter else ""),
    Look("/demo/letters/<id>", "visitor", "One of them", lambda at: f"/demo/letters/{at.letter}"),
    Look(
        "/do/<path:address>", "client", "A move with its preview", lambda at: f"/do/milestones/{at.handed_in}/approve"
    ),
    Look("/fees", "visitor", "What it costs, with a calculator"),
    Look("/how-it-works", "visitor", "How held money works"),
    Look("/terms", "visitor", "Terms"),
    Look("/privacy", "visitor", "Privacy"),
    Look("/jobs/recommended", "freelancer", "Jobs that fit, and why"),
    Look("/jobs/<uuid:id>/apply", "stranger", "A bid", lambda at: f"/jobs/{at.job}/apply"),
    Look("/proposals", "freelancer", "One's proposals", lambda at: "/proposals" if at.proposal else ""),
    Look("/proposals/<uuid:id>", "freelancer", "Rounds side by side", lambda at: f"/proposals/{at.proposal}"),
    Look("/proposals/<uuid:id>", "client", "The same, for the client", lambda at: f"/proposals/{at.proposal}"),
    Look("/proposals/<uuid:id>/counter", "freelancer", "Other terms", lambda at: f"/proposals/{at.proposal}/counter"),
    Look("/proposals/<uuid:id>/edit", "freelancer", "A bid, edited", lambda at: f"/proposals/{at.fresh_bid}/edit"),
    Look("/proposals/<uuid:id>/hire", "client", "The contract to offer", lambda at: f"/proposals/{at.fresh_bid}/hire"),
    Look("/my/jobs", "client", "One's jobs", lambda at: "/my/jobs" if at.job and at.draft else ""),
    Look("/my/jobs/new", "client", "The job editor"),
    Look("/my/jobs/<uuid:id>/edit", "client", "A draft, edited", lambda at: f"/my/jobs/{at.draft}/edit"),
    Look("/my/jobs/<uuid:id>/freelancers", "client", "Who fits, and why", lambda at: f"/my/jobs/{at.job}/freelancers"),
    Look("/my/jobs/<uuid:id>/proposals", "client", "Proposals compared", lambda at: f"/my/jobs/{at.job}/proposals"),
    Look("/invitations", "freelancer", "Invitations", lambda at: "/invitations" if at.invitation else ""),
    Look("/invitations/<uuid:id>", "freelancer", "An invitation", lambda at: f"/invitations/{at.invitation}"),
    Look(
        "/invitations/new",
        "client",
        "Whom to invite",
        lambda at: f"/invitations/new?freelancer_id={at.world.freelancer.id}",
    ),
    Look("/offers", "client", "Direct offers"),
    Look("/offers/new", "client", "A direct offer", lambda at: f"/offers/new?freelancer_id={at.world.freelancer.id}"),
    Look("/searches", "freelancer", "Saved searches", lambda at: "/searches" if at.search else ""),
    Look("/searches/<uuid:id>", "freelancer", "A saved search", lambda at: f"/searches/{at.search}"),
    Look("/searches/new", "freelancer", "A search to save", lambda at: "/searches/new?q=logo"),
    Look("/admin", "admin", "What waits, and figures", lambda at: "/admin" if at.room and at.dispute else ""),
    Look("/admin", "moderator", "The same, for a moderator"),
    Look("/admin/reviews", "moderator", "The review queue", lambda at: "/admin/reviews" if at.held_back else ""),
    Look("/admin/jobs", "moderator", "All jobs", lambda at: "/admin/jobs" if at.job else ""),
    Look("/admin/jobs/<uuid:id>", "moderator", "A job that rules held back", lambda at: f"/admin/jobs/{at.held_back}"),
    Look("/admin/people", "admin", "People"),
    Look("/admin/people/<uuid:id>", "admin", "Somebody", lambda at: f"/admin/people/{at.suspended.id}"),
    Look("/admin/people/<uuid:id>", "admin", "Somebody with all that is theirs", lambda at: at.busy),
    Look("/admin/contracts", "admin", "Contracts", lambda at: "/admin/contracts" if at.room else ""),
    Look("/admin/sanctions", "admin", "Sanctions", lambda at: "/admin/sanctions" if at.suspended else ""),
    Look("/admin/appeals", "admin", "Appeals"),
    Look("/admin/disputes", "admin", "Disputes by deadline", lambda at: "/admin/disputes" if at.dispute else ""),
    Look("/admin/disputes/<uuid:id>", "admin", "A dispute to rule", lambda at: f"/admin/disputes/{at.dispute['id']}"),
    Look("/admin/ledger", "admin", "The ledger's accounts", lambda at: "/admin/ledger" if at.room else ""),
    Look("/admin/ledger/entries", "admin", "Its entries", lambda at: "/admin/ledger/entries" if at.room else ""),
    Look("/admin/ledger/verify", "admin", "Its chain, verified", lambda at: "/admin/ledger/verify" if at.room else ""),
    Look("/admin/suspense", "admin", "Money without a place", lambda at: "/admin/suspense" if at.stray else ""),
    Look("/admin/reconciliations", "admin", "Reconciliations"),
    Look("/admin/payouts", "admin", "Payouts and refunds", lambda at: "/admin/payouts" if at.payout else ""),
    Look("/admin/chargebacks", "admin", "Chargebacks", lambda at: "/admin/chargebacks" if at.claim else ""),
    Look("/admin/chargebacks/<uuid:id>", "admin", "A chargeback", lambda at: f"/admin/chargebacks/{at.claim}"),
    Look("/admin/held", "admin", "Money held for long"),
    Look("/admin/approvals", "admin", "Approvals by two", lambda at: "/admin/approvals" if at.approval else ""),
    Look("/admin/approvals/new", "admin", "An approval to ask for"),
    Look("/admin/categories", "admin", "Categories"),
    Look("/admin/categories/new", "admin", "A new category"),
    Look("/admin/categories/<uuid:id>", "admin", "A category", lambda at: f"/admin/categories/{at.category}"),
    Look("/admin/skills", "admin", "Skills"),
    Look("/admin/skills/new", "admin", "A new skill"),
    Look("/admin/skills/<uuid:id>", "admin", "A skill", lambda at: f"/admin/skills/{at.skill}"),
    Look("/admin/unknown-skills", "admin", "Words that nobody knows yet"),
    Look("/admin/settings", "admin", "Settings as they are"),
    Look("/admin/audit", "admin", "The signed record of operators' acts"),
)

NOT_PAGES: Final[Mapping[str, str]] = {
    "/admin/<path:rest>": "what is not there, for who may not look",
    "/admin/reconciliations/<uuid:id>": "a run, where there is one",
    "/favicon.svg": "a picture",
    "/jobs/<uuid:id>/apply/costs": "a part of a page",
    "/jobs/<uuid:id>/edit": "leads on",
    "/jobs/<uuid:id>/proposals": "the same as below /my",
    "/my/jobs/skills": "suggestions",
    "/freelancers/<uuid:freelancer>/invite": "the same as /invitations/new",
    "/freelancers/<uuid:freelancer>/offer": "the same as /offers/new",
    "/static/<name>": "files",
    "/robots.txt": "for robots",
    "/language/<chosen>": "leads on",
    "/theme/<chosen>": "leads on",
    "/notifications/<uuid:id>": "leads on",
    "/proposals/<uuid:id>/contract": "leads on",
    "/files/<uuid:id>": "files",
    "/files/<uuid:id>/thumbnail/<size>": "files",
    "/payments/<uuid:id>/pay": "leads to the gateway",
    "/methods/<uuid:id>": "leads on",
    "/milestones/<uuid:id>": "leads on",
    "/money/<any(earnings, spending):name>.<any(csv, pdf):kind>": "files",
    "/invoices/<uuid:id>.<any(pdf, xml, json):kind>": "files",
    "/timesheets/<uuid:id>": "leads on",
    "/do/contracts/<uuid:id>/payment": "leads on",
    "/do/time/<uuid:id>": "the page of changing",
    "/do/milestones/<uuid:id>/submit": "leads on",
    "/auth/<provider>/start": "leads to the provider",
    "/auth/<provider>/callback": "comes from the provider",
    "/account/identities/<provider>": "is for a provider that is set up: tests/integration/oidc",
    "/account/identities/<provider>/unlink": "is for a provider that is set up: tests/integration/oidc",
    "/account/export.zip": "an archive",
    "/sign-in/code": "follows the password: tests/integration/web/test_coming_in.py",
}
"""GET routes that show no page."""


def rules(app: Any) -> Iterator[str]:
    """Every GET route of the pages; what is downloaded is none."""
    for rule in app.url_map.iter_rules():
        paper = rule.rule.endswith((".csv", ".pdf", ".xml", ".json"))
        if "GET" in rule.methods and not rule.rule.startswith(MACHINES) and not paper:
            yield rule.rule
