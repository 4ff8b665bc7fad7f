"""Recommendations: jobs for a freelancer, freelancers for a job, and why."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import ConfigDict

from upclone.application.market.matching import Recommendation
from upclone.domain.market.scores import MOST, Factor
from upclone.domain.market.taxonomy import Taxonomy
from upclone.entrypoints.api.market.jobs import JobShape, job_shape
from upclone.entrypoints.api.market.reasons import IMPROVEMENTS, OWN, REASONS, words
from upclone.entrypoints.api.market.search import FreelancerCardShape, card_shape
from upclone.entrypoints.api.market.words import InLanguage, spoken
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import ById, Limit, Shape

ROUTES = Routes("Recommendations", "Who and what fit best, by a published sum of points; every point has its reason.")


class RecommendationsQuery(InLanguage):
    """How many, at most 50 are made."""

    limit: Limit = 10


class MatchPartShape(Shape):
    """What one factor gives: `points` of at most `most`. `code` and `facts` say why as data, `why` in words."""

    model_config = ConfigDict(title="MatchPart")

    factor: Factor
    points: int
    most: int
    code: str
    facts: dict[str, Any]
    why: str


class ImprovementShape(Shape):
    """What the freelancer could do that would raise the score most, and by how many points."""

    model_config = ConfigDict(title="Improvement")

    code: str
    facts: dict[str, Any]
    words: str
    points: int


class MatchShape(Shape):
    """The parts sum to `score`, of at most `most`."""

    model_config = ConfigDict(title="Match")

    score: int
    most: int
    parts: list[MatchPartShape]
    improvement: ImprovementShape | None


class JobRecommendation(Shape):
    """A job that fits."""

    job: JobShape
    match: MatchShape


class JobRecommendations(Shape):
    """The best first."""

    items: list[JobRecommendation]


class FreelancerRecommendation(Shape):
    """A freelancer who fits."""

    freelancer: FreelancerCardShape
    match: MatchShape


class FreelancerRecommendations(Shape):
    """The best first."""

    items: list[FreelancerRecommendation]


def match_shape(found: Recommendation, known: Taxonomy, language: str, own: bool) -> MatchShape:
    """A match with its reasons in words; `own` is for the freelancer whom it is about."""
    said = OWN if own else REASONS
    parts = [
        MatchPartShape(
            factor=part.factor,
            points=part.points,
            most=part.most,
            code=part.reason.code,
            facts=dict(part.reason.facts),
            why=words(said, part.reason.code, part.reason.facts, known, language),
        )
        for part in found.match.parts
    ]
    improvement = None
    if (best := found.improvement) is not None:
        better = words(IMPROVEMENTS, best.code, best.facts, known, language)
        improvement = ImprovementShape(code=best.code, facts=dict(best.facts), words=better, points=best.points)
    return MatchShape(score=found.match.score, most=MOST, parts=parts, improvement=improvement)


@ROUTES.read("/recommendations/jobs")
def jobs(call: Call, query: RecommendationsQuery) -> JobRecommendations:
    """List the open jobs that fit one best, as a freelancer.

    Never one's own, nor those that one has bid on."""
    found = call.doors.matching.jobs(call.actor, query.limit)
    views = {view.job.id: view for view in call.doors.market.views(call.viewer, [each.id for each in found])}
    known, language = call.doors.taxonomy.known(), spoken(call, query.lang)
    return JobRecommendations(
        items=[
            JobRecommendation(job=job_shape(call, views[each.id]), match=match_shape(each, known, language, own=True))
            for each in found
            if each.id in views
        ]
    )


@ROUTES.read("/jobs/<uuid:id>/recommendations")
def freelancers(call: Call, path: ById, query: RecommendationsQuery) -> FreelancerRecommendations:
    """List the freelancers who fit a job best, as its client."""
    found = call.doors.matching.freelancers(call.actor, path.id, query.limit)
    cards: dict[UUID, Any] = {card.id: card for card in call.doors.search.cards([each.id for each in found])}
    known, language = call.doors.taxonomy.known(), spoken(call, query.lang)
    return FreelancerRecommendations(
        items=[
            FreelancerRecommendation(
                freelancer=card_shape(cards[each.id]), match=match_shape(each, known, language, own=False)
            )
            for each in found
            if each.id in cards
        ]
    )
