"""The one text that a letter's link carries: a proof's id, and a seal that only this installation can make.

Nothing secret is kept: who reads the database can't make a link, and who was sent one can't make another.
"""

from __future__ import annotations

from uuid import UUID

from upclone.application.ports.system import Seals
from upclone.domain.people.proofs import Proof, Purpose


def token_of(seals: Seals, proof: Proof) -> str:
    """`<id>.<seal>`, in letters, digits, `-`, `_` and one dot."""
    return f"{proof.id.hex}.{seals.seal(proof.purpose, proof.id.hex)}"


def proof_of(seals: Seals, purpose: Purpose, token: str) -> UUID | None:
    """The id of the proof that a token is for; None where we never sent it, or for another purpose."""
    id, _, seal = token.strip().partition(".")
    if len(id) != 32 or not seals.opens(purpose, id, seal):
        return None
    return UUID(id)
