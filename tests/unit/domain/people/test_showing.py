"""How much of a profile is said, and who counts as somebody who looked."""

from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tests import builders as build
from tests import profile_strategies as some
from tests.builders import new_id
from upclone.domain.people import completeness, views
from upclone.domain.people.profiles import ClientProfile, FreelancerProfile, Piece

ACCOUNT = build.account()
SAID: dict[str, Any] = {"headline": "Engineer", "bio": "x" * 120, "photo": new_id(), "country": "FR"}


def test_the_gains_are_a_whole():
    """A hundred, on both sides; nothing said is nothing, and everything everything."""
    for empty in (
        completeness.of_freelancer(ACCOUNT, FreelancerProfile(ACCOUNT.id)),
        completeness.of_client(ACCOUNT, ClientProfile(ACCOUNT.id)),
    ):
        assert sum(step.gain for step in empty.steps) == 100
        assert empty.percent == 0
        assert len({step.name for step in empty.steps}) == len(empty.steps)
    full = completeness.of_client(evolve(ACCOUNT, **SAID), ClientProfile(ACCOUNT.id, "a", "b", "https://example.org"))
    assert (full.percent, full.next) == (100, None)


@given(less=some.freelancers(), more=some.freelancers(), about=st.sets(st.sampled_from(sorted(SAID))), data=st.data())
def test_saying_more_never_lowers_it(
    less: FreelancerProfile, more: FreelancerProfile, about: set[str], data: st.DataObject
):
    """Whatever is added to whatever: each step taken raises it by its gain."""
    account = evolve(ACCOUNT, **{name: SAID[name] for name in about})
    before = completeness.of_freelancer(account, less)
    added = {
        name: getattr(more, name)
        for name in ("rate", "level", "availability", "place", "languages", "experience", "portfolio", "categories")
        if getattr(more, name)
    }
    named = data.draw(st.sets(st.sampled_from(sorted(added)))) if added else set()
    after = completeness.of_freelancer(evolve(account, **SAID), evolve(less, **{name: added[name] for name in named}))
    assert after.percent >= before.percent
    done = {step.name for step in before.steps if step.done}
    assert done <= {step.name for step in after.steps if step.done}


def test_the_next_step_gains_most():
    """Of equal ones the first."""
    empty = FreelancerProfile(ACCOUNT.id)
    first = completeness.of_freelancer(ACCOUNT, empty)
    assert first.next is not None
    assert (first.next.name, first.next.gain) == ("skills", 15)
    shown = evolve(empty, portfolio=(Piece(new_id(), "x"),))
    assert completeness.of_freelancer(ACCOUNT, shown).percent == 10


@pytest.mark.parametrize(
    ("agent", "visitor", "member"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", False, False),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1", False, False),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", True, True),
        ("facebookexternalhit/1.1", True, True),
        ("Mozilla/5.0 HeadlessChrome/140.0", True, True),
        ("curl/8.5.0", True, False),
        ("python-requests/2.32", True, False),
        ("", True, False),
    ],
)
def test_programs_do_not_look(agent: str, visitor: bool, member: bool):
    """Those that read by themselves never; tools only where nobody is signed in with them."""
    assert views.is_robot(agent, signed_in=False) is visitor
    assert views.is_robot(agent, signed_in=True) is member


def test_a_series_has_thirty_days_and_a_trend():
    """Against the thirty days before; none of them is no trend."""
    today = date(2026, 3, 31)
    by_day = {today: 3, today - timedelta(days=29): 3, today - timedelta(days=30): 4, today - timedelta(days=90): 9}
    found = views.series(by_day, today)
    assert (found.total, found.recent, found.before, found.change_percent) == (19, 6, 4, 50)
    assert [day for day, _ in found.days] == [today - timedelta(days=back) for back in range(29, -1, -1)]
    assert views.series({}, today).change_percent is None
