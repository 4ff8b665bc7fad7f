"""News by letter: how soon one wants it, and the links that stop it."""

from __future__ import annotations

from pydantic import ConfigDict

from upclone.domain.messaging.news import FIXED, How, Topic
from upclone.entrypoints.api.people.signing import LinkToken
from upclone.entrypoints.api.routing import Access, Call, Routes
from upclone.entrypoints.api.schemas import Body, Shape

ROUTES = Routes("Letters", "How soon one is written to, and about what.")


class TopicShape(Shape):
    """What news is about, and how soon it is written. `fixed`: in any case, whatever one would like."""

    model_config = ConfigDict(title="LetterTopic")

    topic: Topic
    how: How
    fixed: bool


class LettersShape(Shape):
    """How soon one is written to about each topic. All of it is shown on the site as well."""

    model_config = ConfigDict(title="Letters")

    topics: list[TopicShape]


class Choices(Body):
    """How soon one wants each; what is left out stays as it is. What is essential can't be chosen."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"hiring": "at_once", "suggestions": "never"}]})

    hiring: How | None = None
    contracts: How | None = None
    money: How | None = None
    disputes: How | None = None
    suggestions: How | None = None


class StopLetters(Body):
    """The link of a letter."""

    token: LinkToken


class StoppedShape(Shape):
    """What is not written any more: a topic, `daily` for the letter of a day, or the id of a kept search."""

    model_config = ConfigDict(title="StoppedLetters")

    what: str


def _chosen(call: Call, _: object = None) -> LettersShape:
    present = call.doors.news.chosen(call.actor)
    return LettersShape(
        topics=[TopicShape(topic=topic, how=how, fixed=topic in FIXED) for topic, how in present.items()]
    )


@ROUTES.read("/notifications/letters", while_suspended=True)
def letters(call: Call) -> LettersShape:
    """Read how soon one is written to about what."""
    return _chosen(call)


@ROUTES.move("PUT", "/notifications/letters", answers=_chosen, previewed=False, while_suspended=True)
def choose(call: Call, body: Choices) -> None:
    """Choose how soon one is written to about what: at once, once a day, or never."""
    call.doors.news.choose(call.actor, {Topic(name): how for name, how in body if how is not None})


@ROUTES.call("POST", "/notifications/letters/stop", access=Access.EVERYBODY, while_suspended=True)
def stop(call: Call, body: StopLetters) -> StoppedShape:
    """Get no more letters like one, by its link. It asks for no sign-in, and repeating it does no harm.

    No requests are counted: mail programs send those of all their readers from few addresses, and seals can't be
    guessed.
    """
    wanted = call.doors.news.stop_of(body.token)
    if wanted.search_id:
        call.doors.searches.silence(wanted.search_id)
        return StoppedShape(what=str(wanted.search_id))
    call.doors.news.stop(wanted)
    return StoppedShape(what=wanted.what)
