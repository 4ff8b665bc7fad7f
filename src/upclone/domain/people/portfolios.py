"""Portfolios: works that a freelancer shows, in the order of their choice."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from attrs import evolve

from upclone.domain.errors import Invalid, NotFound
from upclone.domain.people.profiles import MOST, FreelancerProfile, Piece, web_address
from upclone.domain.text import line, text


def add(profile: FreelancerProfile, piece: Piece) -> FreelancerProfile:
    """Show one more work, the last in order."""
    if len(profile.portfolio) >= MOST["portfolio"]:
        raise Invalid("portfolio", f"must have at most {MOST['portfolio']} works")
    return evolve(profile, portfolio=(*profile.portfolio, _clean(piece)))


def edit(profile: FreelancerProfile, piece: Piece) -> FreelancerProfile:
    """Put `piece` where the one with its id is. Raises NotFound."""
    at = _place_of(profile, piece.id)
    pieces = list(profile.portfolio)
    pieces[at] = _clean(piece)
    return evolve(profile, portfolio=tuple(pieces))


def remove(profile: FreelancerProfile, piece_id: UUID) -> FreelancerProfile:
    """Show a work no longer. Raises NotFound."""
    at = _place_of(profile, piece_id)
    return evolve(profile, portfolio=profile.portfolio[:at] + profile.portfolio[at + 1 :])


def arrange(profile: FreelancerProfile, order: Sequence[UUID]) -> FreelancerProfile:
    """Show the works in this order. Raises Invalid where it does not name each of them once."""
    pieces = {piece.id: piece for piece in profile.portfolio}
    if len(order) != len(pieces) or set(order) != set(pieces):
        raise Invalid("order", "must name every work of the portfolio once")
    return evolve(profile, portfolio=tuple(pieces[id] for id in order))


def piece_of(profile: FreelancerProfile, piece_id: UUID) -> Piece:
    """The work with this id. Raises NotFound."""
    return profile.portfolio[_place_of(profile, piece_id)]


def _place_of(profile: FreelancerProfile, piece_id: UUID) -> int:
    for place, piece in enumerate(profile.portfolio):
        if piece.id == piece_id:
            return place
    raise NotFound("portfolio item", str(piece_id))


def _clean(piece: Piece) -> Piece:
    if len(piece.files) > MOST["files"]:
        raise Invalid("files", f"must have at most {MOST['files']} files")
    return evolve(
        piece,
        title=line(piece.title, "title", 150),
        description=text(piece.description, "description", 5_000, shortest=0),
        link=web_address(piece.link, "link"),
        files=tuple(dict.fromkeys(piece.files)),
    )
