"""The dashboard: what waits for somebody, and how it goes."""

from __future__ import annotations

from uuid import UUID

from pydantic import ConfigDict

from upclone.application.reads.dashboards import Need
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import Moment, MoneyShape, Shape, shaped

ROUTES = Routes("Dashboard", "What waits for one, and counts of how it goes.")


class AwaitedShape(Shape):
    """Something that waits for the caller until `due_at` (null: without end): `count` of them. `id` is a contract's,
    dispute's, job's, proposal's or invitation's, as `need` says."""

    model_config = ConfigDict(title="Awaited")

    need: Need
    id: UUID
    title: str
    other: str
    amount: MoneyShape | None
    count: int
    due_at: Moment | None


class CountsShape(Shape):
    """Contracts under way as a freelancer (`working`) and as a client (`hiring`), and completed ones; proposals that
    wait (`offering`), sent and received in the last 30 days and in the 30 days before; open jobs (`postings`)."""

    model_config = ConfigDict(title="Counts")

    working: int
    hiring: int
    completed: int
    offering: int
    sent: int
    sent_before: int
    postings: int
    received: int
    received_before: int


class DashboardShape(Shape):
    """What ends soonest comes first."""

    model_config = ConfigDict(title="Dashboard")

    needs: list[AwaitedShape]
    figures: CountsShape


@ROUTES.read("/dashboard")
def dashboard(call: Call) -> DashboardShape:
    """Read what waits for one, 50 at most, and counts of how it goes."""
    reads = call.doors.dashboards
    return DashboardShape(
        needs=[shaped(AwaitedShape, each) for each in reads.needs(call.actor)],
        figures=shaped(CountsShape, reads.figures(call.actor, call.doors.clock.now())),
    )
