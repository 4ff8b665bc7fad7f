"""What one did: noted without waiting, shown to oneself alone, forgotten in time."""

from datetime import timedelta
from uuid import UUID

from tests.api_world import World
from tests.builders import AT, new_id
from upclone.adapters.postgres.noting import BufferedActivityLog
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.reactions.activity import Notes
from upclone.domain.actors import Role
from upclone.domain.market.postings import JobPosted
from upclone.domain.trust.activity import Activity, Kind


def flushed(world: World) -> int:
    log = world.doors.activity.log
    assert isinstance(log, BufferedActivityLog)
    return log.flush()


def test_a_view_is_noted_a_moment_later(world: World):
    """Reading waits for nothing; one statement writes all; visitors leave no trace."""
    job, viewer = world.job(), world.newcomer("freelancer")
    flushed(world)
    for _ in range(3):
        viewer.sees(f"/jobs/{job}")
    world.visitor.sees(f"/jobs/{job}")
    assert viewer.sees("/activity")["items"] == []
    assert flushed(world) == 3
    seen = viewer.sees("/activity?kind=job_viewed")["items"]
    assert [(each["kind"], each["subject_id"]) for each in seen] == [("job_viewed", job)] * 3
    assert viewer.sees("/activity?kind=hired")["items"] == []


def test_a_search_is_noted_once_with_its_words(world: World):
    """Its first page, not the ones after it; looking at everything is no search."""
    someone = world.newcomer("freelancer")
    someone.sees("/jobs?q=logo  in  vectors")
    someone.sees("/jobs")
    someone.sees("/freelancers?q=anna")
    flushed(world)
    seen = [(each["kind"], each["detail"]) for each in someone.sees("/activity")["items"]]
    assert seen == [("freelancers_searched", "anna"), ("jobs_searched", "logo in vectors")]


def test_nobody_sees_anothers_activity(world: World):
    """Not the other side, not an operator."""
    job, viewer = world.job(), world.newcomer("freelancer")
    viewer.sees(f"/jobs/{job}")
    flushed(world)
    for person in (world.client, world.admin, world.stranger):
        assert job not in [each["subject_id"] for each in person.sees("/activity?kind=job_viewed")["items"]]


def test_what_happened_is_noted_once_for_whom_did_it(world: World):
    """By the event's id; what the clock or an operator does for somebody is nobody's activity."""
    someone, doors = world.newcomer("client"), world.doors
    facts = {"subject_id": new_id(), "at": AT}
    event = JobPosted(**facts, by=UUID(someone.id), role=Role.CLIENT, title="A logo")
    id = new_id()
    for _ in range(2):
        Notes(doors.unit_of_work).note(id, event)
    Notes(doors.unit_of_work).note(new_id(), JobPosted(**facts, by=None, role=Role.CLOCK, title="A logo"))
    [noted] = someone.sees("/activity")["items"]
    assert (noted["id"], noted["kind"]) == (str(id), "job_posted")


def test_it_is_forgotten_after_its_days(world: World):
    """365 by default, counted by the clock."""
    someone, doors = world.newcomer("client"), world.doors
    now = doors.clock.now()
    kept, gone = (Activity(new_id(), UUID(someone.id), Kind.JOB_VIEWED, now - timedelta(days=d)) for d in (364, 366))
    with doors.unit_of_work() as work:
        work.activities.add([kept, gone])
    assert doors.activity.forget() >= 1
    assert [each["id"] for each in someone.sees("/activity")["items"]] == [str(kept.id)]


def test_too_many_notes_at_once_are_dropped_and_counted(world: World):
    """Memory has a bound; what was there first stays."""
    assert isinstance(world.doors.unit_of_work, PostgresUnitOfWork)
    log = BufferedActivityLog(world.doors.unit_of_work, room=2)
    someone = world.newcomer("client")
    for _ in range(5):
        log.note(Activity(new_id(), UUID(someone.id), Kind.JOB_VIEWED, AT))
    assert (log.dropped, log.flush(), log.flush()) == (3, 2, 0)
