"""The plan of the demonstration's market: everything that can be there is there, and no one in it is anybody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from upclone.domain.market import reviewing
from upclone.entrypoints.cli.demo.market import drawing, scripts
from upclone.entrypoints.cli.demo.market.cast import cast, words
from upclone.entrypoints.cli.demo.market.filling import steps
from upclone.entrypoints.cli.demo.market.hiring import brief
from upclone.entrypoints.cli.demo.market.plan import ALL, LENGTH, Kind, plan

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def test_it_is_as_large_as_promised() -> None:
    """Forty people, two hundred jobs, sixty contracts, in both languages."""
    everything = plan()
    counts = everything.counts()
    kinds = [each.kind for each in everything.people]
    assert (kinds.count("freelancer"), kinds.count("client"), kinds.count("staff")) == (26, 12, 3)
    assert len(everything.fates) == ALL
    assert counts["contracts"] >= 60
    assert counts["bids"] > 500
    assert counts["rounds"] > 100
    languages = [fate.wish.client.language for fate in everything.fates]
    assert 90 < languages.count("fr") < 110
    assert sum(each.operates for each in everything.people) == 2, "who appeals is heard by another than who decided"


def test_every_end_of_a_job_is_there() -> None:
    """Each kind, and each end of a bid."""
    counts = plan().counts()
    assert all(counts[kind] >= 4 for kind in Kind)
    assert all(counts[f"bid {end}"] > 20 for end in ("shortlisted", "declined", "withdrawn"))


def test_every_word_of_the_scripts_is_played() -> None:
    """So that every state of contracts, milestones, holds, disputes, chargebacks and hours is somewhere."""
    counts = plan().counts()
    assert [word for word in scripts.HOURS if not counts[word]] == []
    for end in (
        "offered", "sign_client", "decline", "withdraw", "fortnight", "sign", "hosted", "fund", "submit", "changes",
        "pause", "hold", "propose", "change", "disputable", "dispute", "evidence", "escalate", "split", "appeal",
        "rework", "cancel", "leave", "complete", "timer", "question", "stand_by", "rule_out", "withdraw_hours",
        "charge_fails",
    ):  # fmt: skip
        assert counts[f"ends {end}"], end
    used = [fate.script for fate in plan().fates]
    assert all(script in used for script in (*scripts.FIXED, *scripts.HOURLY))


def test_everybody_is_made_up() -> None:
    """Their addresses are of the domain for examples, and no two share one."""
    addresses = [each.email for each in cast().people]
    assert len(set(addresses)) == len(addresses)
    assert all(address.endswith("@example.org") for address in addresses)


def test_both_languages_say_the_same_things() -> None:
    """Whatever is said in one can be said in the other."""
    said = words()
    assert {name: type(part) for name, part in said["fr"].items()} == {
        name: type(part) for name, part in said["en"].items()
    }


def test_the_story_stays_in_the_past() -> None:
    """Each step is its own, after the beginning and not after the present."""
    story = steps(plan(), NOW - LENGTH, NOW)
    assert len({step.key for step in story}) == len(story)
    assert story[0].at >= NOW - LENGTH
    assert story[-1].at <= NOW


def test_pictures_are_the_same_for_the_same_name() -> None:
    """And others for others."""
    one, again, other = (drawing.avatar(name, "long 1 2") for name in ("Ada", "Ada", "Ben"))
    assert one == again != other
    assert drawing.work("A boat") != drawing.work("A bridge")


def test_some_jobs_are_of_today_and_some_are_left_to_the_visitor() -> None:
    """Whoever comes finds something new, and as the demonstration's freelancer something to bid on."""
    open_jobs = [fate for fate in plan().fates if fate.kind is Kind.OPEN]
    assert sum(fate.posted < timedelta(hours=15) and not fate.bids for fate in open_jobs) >= 3
    demo = next(each for each in cast().freelancers if each.demo)
    skills = {name for name, _ in demo.skills}
    fitting = [fate for fate in open_jobs if skills & set(fate.wish.skills)]
    assert sum(demo not in {bid.by for bid in fate.bids} for fate in fitting) >= 2


def test_what_is_held_back_is_held_back_for_a_reason() -> None:
    """Of several kinds, and always found."""
    found = {fate.wish.number: reviewing.review(brief(fate)) for fate in plan().fates if fate.kind is Kind.PENDING}
    assert all(found.values())
    assert len({each.rule for some in found.values() for each in some}) > 1
