"""The operators' commands on a real database: tables, JSON, rehearsals, confirmations, exit codes."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.integration.cli.conftest import OPERATOR, Deal, Desk, fund, make_deal
from upclone.application.ports.gateways import Answer, Operation, Status
from upclone.domain.actors import Actor
from upclone.domain.errors import Refused
from upclone.domain.money import Money
from upclone.domain.processes import PROCESSES
from upclone.entrypoints import acts
from upclone.entrypoints.doors import Doors

AS = ("--as", OPERATOR, "--reason", "asked for by telephone")


def state_of(doors: Doors, milestone: UUID) -> str:
    with doors.unit_of_work() as work:
        return str(work.milestones.get(milestone).state)


def sums(desk: Desk) -> dict[str, int]:
    """Minor units by kind of account, in EUR."""
    kinds = desk.json("ledger", "balances")["kinds"]
    return {row["kind"]: row["balance"]["amount_minor"] for row in kinds if row["balance"]["currency"] == "EUR"}


def moved(outcome: dict[str, Any]) -> list[tuple[str, str, int]]:
    """Entry, kind of account, minor units."""
    return [
        (line["entry"], line["account"].split(":")[0], line["amount"]["amount_minor"])
        for line in outcome["outcome"]["postings"]
    ]


class TestReleasing:
    def test_a_dry_run_shows_everything_and_keeps_nothing(self, desk: Desk, doors: Doors, deal: Deal):
        """Postings, fees and who is told, from the same code that would do it; not a row changes."""
        before = sums(desk)
        said = desk.json("escrow", "release", deal.milestones[0], *AS, "--dry-run")
        assert said["done"] is False
        assert ("release", "escrow", -10_300) in moved(said)
        assert sum(amount for _, _, amount in moved(said)) == 0
        assert {told["event"] for told in said["outcome"]["told"]} == {"MilestoneApproved"}
        assert sums(desk) == before
        assert state_of(doors, deal.milestones[0]) == "funded"

    def test_done_is_what_was_foreseen(self, desk: Desk, doors: Doors, deal: Deal):
        """Preview and outcome name the same changes and the same money."""
        foreseen = desk.json("escrow", "release", deal.milestones[0], *AS, "--dry-run")
        done = desk.json("escrow", "release", deal.milestones[0], *AS, "--yes")
        assert done["done"] is True
        assert moved(done) == moved(foreseen)
        assert done["outcome"]["fees"] == foreseen["outcome"]["fees"]
        assert state_of(doors, deal.milestones[0]) == "approved"

    def test_a_part(self, desk: Desk, doors: Doors, deal: Deal):
        """Part of the money goes; the milestone goes on."""
        shown = desk.run("escrow", "release", deal.milestones[0], "--amount", "40.00 EUR", *AS, "--yes").output
        assert "Done." in shown
        assert "-41.20 EUR" in shown
        assert state_of(doors, deal.milestones[0]) == "funded"

    def test_without_a_terminal_nothing_moves_unconfirmed(self, desk: Desk, doors: Doors, deal: Deal):
        """A script that forgot --yes is told so, and nothing happens."""
        assert "--yes" in desk.error("escrow", "release", deal.milestones[0], *AS, exit=2)["message"]
        assert state_of(doors, deal.milestones[0]) == "funded"

    def test_what_the_rules_refuse(self, desk: Desk, deal: Deal):
        """A milestone without money: exit code 4, the stable code of the API, and the facts."""
        error = desk.error("escrow", "release", deal.milestones[1], *AS, "--yes", exit=4)
        assert error["code"] == "move_not_allowed"
        assert error["facts"]["state"] == "planned"

    def test_what_does_not_exist(self, desk: Desk, doors: Doors):
        """Exit code 3, and one line that names it."""
        result = desk.run("escrow", "refund", uuid4(), *AS, "--yes", exit=3)
        assert result.stdout == ""
        assert result.stderr.startswith("upclone: There is no milestone ")
        assert result.stderr.count("\n") == 1


class TestRefunding:
    def test_all_of_it_ends_the_milestone(self, desk: Desk, doors: Doors, deal: Deal):
        """The client gets the fee back too."""
        done = desk.json("escrow", "refund", deal.milestones[0], *AS, "--yes")
        assert moved(done) == [("refund", "escrow", -10_300), ("refund", "refund_transit", 10_300)]
        assert state_of(doors, deal.milestones[0]) == "refunded"

    def test_more_than_is_held_is_refused(self, desk: Desk, deal: Deal):
        """Exit code 2, the field named; nothing moves."""
        before = sums(desk)
        error = desk.error("escrow", "refund", deal.milestones[0], "--amount", "100.01 EUR", *AS, "--yes", exit=2)
        assert error["facts"]["field"] == "amount"
        assert sums(desk) == before

    def test_a_payment_of_another_amount_goes_back(self, desk: Desk, doors: Doors, people: tuple[Actor, Actor]):
        """What came by mistake lies apart until an operator sends it back."""
        deal = make_deal(doors, people)
        amount = Money(25_000, "EUR")
        hold = doors.escrow.fund(deal.client, deal.contract, deal.milestones[1], amount, "sandbox", "tok_approve")
        wrong = Answer(Operation.PAYMENT, str(hold.id), Status.SUCCEEDED, f"pay_{hold.id}", Money(1_234, "EUR"))
        doors.escrow.answered(wrong)
        assert sums(desk)["suspense"] == 1_234
        desk.run("escrow", "return-suspense", hold.id, "EUR", *AS, "--yes")
        assert sums(desk)["suspense"] == 0


class TestHolding:
    def test_nothing_moves_until_it_is_let_go(self, desk: Desk, doors: Doors, deal: Deal):
        """By nobody, nor by the clock; both sides see since when and why, and the audit who."""
        first, said = deal.milestones[0], ("--reason", "A court wants it.", "--as", OPERATOR)
        assert desk.json("escrow", "hold", first, *said, "--dry-run")["done"] is False
        told = desk.json("escrow", "hold", first, *said, "--yes")["outcome"]
        assert {each["event"] for each in told["told"]} == {"MoneyWithheld", "ContractHalted"}
        assert len({each["account_id"] for each in told["told"]}) == 2
        for words in (("release", first), ("refund", first), ("release", first, "--amount", "1 EUR")):
            error = desk.error("escrow", *words, *AS, "--yes", exit=4)
            assert "no operator holds its money" in error["message"]
        with pytest.raises(Refused):
            doors.contracts.cancel(deal.freelancer, deal.contract, "I leave.")
        assert desk.error("escrow", "hold", first, *said, "--yes", exit=4)["code"] == "move_not_allowed"
        shown = desk.json("contracts", "show", deal.contract)["milestones"][0]["withheld"]
        assert shown["reason"] == "A court wants it."
        desk.json("escrow", "unhold", first, *AS, "--yes")
        desk.json("escrow", "release", first, *AS, "--yes")
        assert state_of(doors, first) == "approved"

    def test_two_let_a_large_sum_go(self, desk: Desk, doors: Doors, people: tuple[Actor, Actor]):
        """One holds it at once: waiting for a second would let it get away. Letting it go is what takes two."""
        deal = make_deal(doors, people, Money(200_000, "EUR"))
        assert desk.json("escrow", "hold", deal.milestones[0], *AS, "--yes")["done"] is True
        asked = desk.json("escrow", "unhold", deal.milestones[0], *AS, "--yes")
        assert asked["done"] is False
        (waits, *_) = desk.json("approvals", "list")["items"]
        assert waits["moved"] == [{"amount_minor": 200_000, "currency": "EUR"}]
        second = doors.accounts.create_admin("second@example.org", "long enough for anybody", "Otto")
        acts.approve(doors, second.actor, UUID(waits["id"]))
        with doors.unit_of_work() as work:
            assert work.contracts.get(deal.contract).withheld is False


class TestWhoActs:
    def test_somebody_must(self, desk: Desk, deal: Deal):
        """No act without a name."""
        assert "--as EMAIL" in desk.error("escrow", "release", deal.milestones[0], *AS[2:], "--yes", exit=2)["message"]

    def test_an_operator_must(self, desk: Desk, deal: Deal):
        """A client's address does not make an operator, nor does one that nobody has."""
        words = ("escrow", "release", deal.milestones[0], *AS[2:], "--yes", "--as")
        assert desk.error(*words, "ada@example.org", exit=2)["facts"]["field"] == "--as"
        assert desk.error(*words, "nobody@example.org", exit=3)["code"] == "not_found"

    def test_the_history_names_them(self, desk: Desk, doors: Doors, deal: Deal):
        """Every act is attributed to the account in whose name it was done."""
        desk.run("escrow", "release", deal.milestones[0], *AS[2:], "--yes", UPCLONE_OPERATOR=OPERATOR)
        history = desk.json("contracts", "show", deal.contract, "--history", 100)["history"]
        approved = [row for row in history if row["event"] == "MilestoneApproved"]
        operator = desk.json("accounts", "list")["items"][-1]
        assert operator["email"] == OPERATOR
        assert [row["by"] for row in approved] == [operator["id"]]

    def test_a_suspended_operator_does_not_act(self, desk: Desk, doors: Doors, deal: Deal):
        """Suspension acts at once, on the command line too."""
        desk.run(
            "accounts",
            "create-admin",
            "bad@example.org",
            "--name",
            "Bad",
            "--password-stdin",
            *AS,
            stdin="long enough for anybody",
        )
        desk.run("accounts", "suspend", "bad@example.org", "--reason", "left the company", "--as", OPERATOR, "--yes")
        words = ("escrow", "release", deal.milestones[0], *AS[2:], "--yes", "--as", "bad@example.org")
        assert desk.error(*words, exit=4)["code"] == "suspended"


class TestAccounts:
    def test_a_password_is_never_an_argument(self, desk: Desk):
        """It is typed, or read from standard input; too short a one is refused."""
        words = ("accounts", "create-admin", "new@example.org", "--name", "New", *AS)
        assert "--password-stdin" in desk.error(*words, exit=2)["message"]
        assert desk.run(*words, "--password-stdin", stdin="short\n", exit=2).stderr.startswith("upclone: password:")
        desk.run(*words, "--password-stdin", stdin="long enough for anybody\n")
        assert desk.run(*words, "--password-stdin", stdin="long enough for anybody\n", exit=5)

    def test_suspending_and_reinstating(self, desk: Desk, doors: Doors, people: tuple[Actor, Actor]):
        """A reason is required; a rehearsal changes nothing; again is refused."""
        assert (
            "--reason" in desk.run("accounts", "suspend", "ben@example.org", "--as", OPERATOR, "--yes", exit=2).stderr
        )
        words = ("accounts", "suspend", "ben@example.org", "--reason", "spam", "--as", OPERATOR)
        assert desk.json(*words, "--dry-run")["outcome"]["changes"][0]["after"] == "suspended"
        assert desk.json(*words, "--dry-run")["done"] is False
        desk.run(*words, "--yes")
        listed = {row["email"]: row for row in desk.json("accounts", "list")["items"]}
        assert listed["ben@example.org"]["state"] == "suspended"
        assert listed["ben@example.org"]["suspension_reason"] == "spam"
        assert "password_hash" not in listed["ben@example.org"]
        assert desk.error(*words, "--yes", exit=4)["code"] == "move_not_allowed"
        desk.run("accounts", "reinstate", "ben@example.org", *AS, "--yes")


class TestPayouts:
    def test_what_a_suspended_account_earned_is_sent(self, desk: Desk, doors: Doors, people: tuple[Actor, Actor]):
        """Its holder can't ask for it: an operator does. More than there is, is refused."""
        make = make_deal(doors, people)
        desk.run("escrow", "release", make.milestones[0], *AS, "--yes")
        words = ("payouts", "request", "ben@example.org")
        before = sums(desk)
        refused = desk.error(*words, "9999.00 EUR", "--destination", "dst_ok", *AS, "--yes", exit=4)
        assert refused["code"] == "not_enough_funds"
        done = desk.json(*words, "50.00 EUR", "--destination", "dst_ok", *AS, "--yes")
        assert moved(done) == [("payout", "freelancer_available", -5_000), ("payout", "payout_transit", 5_000)]
        assert sums(desk)["freelancer_available"] == before["freelancer_available"] - 5_000

    def test_one_that_bounced_is_sent_again(self, desk: Desk, doors: Doors, deal: Deal):
        """It is listed with its failure, and gets a second attempt under a new key."""
        doors.milestones.approve(deal.client, deal.milestones[0])
        transfer = doors.transfers.pay_out(
            deal.freelancer, deal.freelancer.id, Money(5_000, "EUR"), "sandbox", "dst_ok"
        )
        failed = Answer(Operation.PAYOUT, f"{transfer.id}:1", Status.FAILED, "", reason="The bank said no.")
        doors.transfers.answered(failed)
        table = desk.run("payouts", "list", "--state", "failed").output
        assert "The bank said no." in table
        assert "50.00 EUR" in table
        desk.run("payouts", "retry", transfer.id, "--destination", "dst_other", *AS, "--yes")
        again = desk.json("payouts", "list")["items"][0]
        assert (again["attempt"], again["state"], again["destination"]) == (2, "requested", "dst_other")
        assert desk.json("payouts", "list", "--state", "failed") == {"items": []}


class TestDisputes:
    def test_listing_showing_and_ruling(self, desk: Desk, doors: Doors, deal: Deal):
        """A split ruling: 70 to 30, with its reason; it waits for its appeal time."""
        dispute = doors.disputes.open(deal.client, deal.milestones[0], "Only one side is white.", "See the picture.")
        doors.disputes.answer(deal.freelancer, dispute.id, "The other side is the neighbour's.")
        assert str(dispute.id) in desk.run("disputes", "list", "--state", "answered").output
        shown = desk.run("disputes", "show", dispute.id).output
        assert "Only one side is white." in shown
        assert "The other side is the neighbour's." in shown
        words = ("disputes", "rule", dispute.id, "split", "--release", "70.00 EUR", "--reason", "Most of it is done.")
        foreseen = desk.json(*words, *AS, "--dry-run")
        assert desk.json("disputes", "show", dispute.id)["state"] == "answered"
        assert [due["move"] for due in foreseen["outcome"]["deadlines"]] == ["conclude"]
        desk.run(*words, *AS, "--yes")
        ruled = desk.json("disputes", "show", dispute.id)
        assert ruled["state"] == "ruled"
        assert ruled["rulings"][0]["release"] == {"amount_minor": 7_000, "currency": "EUR"}
        assert ruled["rulings"][0]["refund"] == {"amount_minor": 3_000, "currency": "EUR"}
        assert desk.error("disputes", "show", uuid4(), exit=3)["code"] == "not_found"


class TestContracts:
    def test_listing(self, desk: Desk, deal: Deal):
        """Newest first, as a table and as JSON."""
        listed = desk.json("contracts", "list", "--limit", 1)["items"]
        assert [row["id"] for row in listed] == [str(deal.contract)]
        assert listed[0]["worth"] == {"amount_minor": 35_000, "currency": "EUR"}
        assert str(deal.contract) in desk.run("contracts", "list", "--state", "active").output
        assert desk.run("contracts", "list", "--state", "expired").output == "No contracts.\n"

    def test_showing(self, desk: Desk, doors: Doors, deal: Deal):
        """Terms, milestones, where the money is, holds, and the end of the history."""
        fund(doors, deal, 1)
        desk.run("escrow", "release", deal.milestones[0], "--amount", "40.00 EUR", *AS, "--yes")
        doors.disputes.open(deal.client, deal.milestones[1], "Not what we agreed on.")
        money = {
            name: each["amount_minor"] for name, each in desk.json("contracts", "show", deal.contract)["money"].items()
        }
        assert money == {
            "agreed": 35_000,
            "funded": 35_000,
            "held": 6_000,
            "in_dispute": 25_000,
            "released": 4_000,
            "refunded": 0,
        }
        shown = desk.run("contracts", "show", deal.contract, "--history", 2).output
        for words in (
            "Paint the fence",
            "Ada Byron",
            "Ben Łukasz",
            "Side 2",
            "in dispute",
            "250.00 EUR",
            "FundsFrozen",
        ):
            assert words in shown
        assert "History (2 of " in shown

    def test_one_that_does_not_exist(self, desk: Desk):
        """Exit code 3."""
        assert desk.error("contracts", "show", uuid4(), exit=3)["facts"]["kind"] == "contract"


class TestJobs:
    def test_dead_letters(self, desk: Desk, doors: Doors, urls: Any):
        """A job that was given up is listed and tried again; another number is refused."""
        assert desk.run("jobs", "failed").output == "No job was given up.\n"
        with psycopg.connect(urls.owner_url.replace("+psycopg", "")) as owner:
            row = owner.execute("SELECT min(id) FROM procrastinate_jobs WHERE task_name = 'upclone.react'").fetchone()
            assert row is not None
            owner.execute("UPDATE procrastinate_jobs SET status = 'doing', attempts = 8 WHERE id = %s", row)
            owner.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", row)
        [letter] = desk.json("jobs", "failed")["items"]
        assert letter["id"] == row[0]
        assert "upclone.react" in desk.run("jobs", "failed").output
        desk.run("jobs", "retry", 999_999_999, *AS, exit=3)
        assert desk.json("jobs", "retry", row[0], *AS, "--dry-run")["done"] is False
        desk.run("jobs", "retry", row[0], *AS)
        assert desk.json("jobs", "failed") == {"items": []}


class TestProcesses:
    def test_checking(self, desk: Desk):
        """The shipped tables are sound."""
        assert desk.json("processes", "check") == {"sound": True, "tables": len(PROCESSES), "problems": []}

    def test_drawing(self, desk: Desk, tmp_path: Any):
        """Writes the page, and says so when nothing changed."""
        page = tmp_path / "docs" / "processes.md"
        assert desk.json("processes", "draw", "--to", page) == {"path": str(page), "changed": True}
        assert desk.json("processes", "draw", "--to", page)["changed"] is False
        assert page.read_text() == desk.run("processes", "draw", "--to", "-").output


class TestSettings:
    def test_every_mistake_is_one_line(self, desk: Desk):
        """Nothing starts on wrong settings: exit code 2."""
        result = desk.run("settings", exit=2, UPCLONE_PORT="http", UPCLONE_FAILPOINT="0")
        assert [line.split(":")[0] for line in result.stderr.removeprefix("upclone: ").splitlines()] == [
            "UPCLONE_PORT",
            "UPCLONE_FAILPOINT",
        ]

    @pytest.mark.parametrize("how", ["table", "json"])
    def test_secrets_are_not_shown(self, desk: Desk, how: str):
        """Neither the key nor a password within an address."""
        secret = "the-secret-of-a-bucket"
        shown = desk.run("settings", *(["--json"] if how == "json" else []), UPCLONE_S3_SECRET_KEY=secret).output
        assert secret not in shown
        assert desk.env["UPCLONE_SECRET_KEY"] not in shown
        assert "postgresql+psycopg://upclone_app:••••@" in shown
