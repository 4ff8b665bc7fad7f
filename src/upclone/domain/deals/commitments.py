"""Proof of work that shows nothing: what was done is committed to as a salted hash, and revealed one by one.

A commitment is the SHA-256 of `[salt, …facts]` as canonical JSON (no spaces, times in UTC to the second). Both sides
see it at once. Whoever has the salt and the facts can compute it again; nobody can find other facts for it. When a
week closes, its commitments are hashed into one root (a Merkle tree as in RFC 6962), which its history keeps.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from attrs import frozen

from upclone.domain.errors import Invalid

_HEX: Final = re.compile(r"[0-9a-f]{64}")
LONGEST_SALT: Final = 100


@frozen
class Sample:
    """How much was done in one minute, committed to by the freelancer's own tool. `salt`, `minute` and `count` are
    None until they are revealed."""

    commitment: str
    salt: str | None = None
    minute: datetime | None = None
    count: int | None = None


@frozen
class Claim:
    """A commitment and what it is said to be of: `facts` are None where they are not revealed."""

    name: str
    commitment: str
    facts: tuple[str | int | None, ...] | None


@frozen
class Sheet:
    """A week as its commitments say: `root` is None while it is open."""

    name: str
    root: str | None
    claims: tuple[Claim, ...]


def commit(*facts: str | int | None) -> str:
    """The commitment to `facts`, the salt first: 64 hex digits."""
    canonical = json.dumps(facts, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def moment(at: datetime | None) -> str | None:
    """A time as commitments have it: `2026-03-29T01:00:00+00:00`."""
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None


def root_of(commitments: Sequence[str]) -> str:
    """The Merkle root: leaves are hashed after a zero byte, pairs after a one; the larger half comes first."""
    if not commitments:
        return hashlib.sha256(b"").hexdigest()
    return _node([bytes.fromhex(each) for each in commitments]).hex()


def _node(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + _node(leaves[:half]) + _node(leaves[half:])).digest()


def committed(commitment: str, field: str = "commitments") -> str:
    """`commitment` itself. Raises Invalid for what is no SHA-256 in lower-case hex."""
    if not _HEX.fullmatch(commitment):
        raise Invalid(field, "must be SHA-256 in hex: 64 digits and letters from a to f")
    return commitment


def reveal(sample: Sample, salt: str, minute: datetime, count: int) -> Sample:
    """Show what a sample was. Raises Invalid where its commitment is to something else."""
    if not salt or len(salt) > LONGEST_SALT:
        raise Invalid("salt", f"must have 1 to {LONGEST_SALT} characters")
    if commit(salt, moment(minute), count) != sample.commitment:
        raise Invalid("commitment", "was made of something else: salt, minute or count is not what was committed to")
    return Sample(sample.commitment, salt, minute, count)


def claim_of(name: str, sample: Sample) -> Claim:
    """A sample as something to verify."""
    if sample.salt is None:
        return Claim(name, sample.commitment, None)
    return Claim(name, sample.commitment, (sample.salt, moment(sample.minute), sample.count))


def flaw(sheets: Sequence[Sheet]) -> str | None:
    """The first commitment or root that is not what it says, in words; None where all hold."""
    for sheet in sheets:
        for claim in sheet.claims:
            if not _HEX.fullmatch(claim.commitment):
                return f"{claim.name} has no commitment"
            if claim.facts is not None and commit(*claim.facts) != claim.commitment:
                return f"{claim.name} is not what was committed to"
        if sheet.root is not None and root_of([claim.commitment for claim in sheet.claims]) != sheet.root:
            return f"the root of {sheet.name} is not that of its commitments"
    return None
