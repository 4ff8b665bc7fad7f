"""Questions as trees, before they are a tsquery: always well-formed, and their yield can be guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import product
from math import prod

from attrs import frozen

Frequency = Callable[[str], float]


@frozen
class Lexeme:
    """A document has this lexeme."""

    text: str


@frozen
class All:
    """Every part."""

    parts: tuple[Node, ...]


@frozen
class Any:
    """At least one part."""

    parts: tuple[Node, ...]


@frozen
class Row:
    """The parts one after the other; `gaps` says how many words after the one before each of them comes."""

    parts: tuple[Node, ...]
    gaps: tuple[int, ...]


@frozen
class Not:
    """Not this."""

    part: Node


Node = Lexeme | All | Any | Row | Not


def all_of(parts: Iterable[Node]) -> Node | None:
    """All of them; None for nothing to ask."""
    kept = tuple(dict.fromkeys(parts))
    return (kept[0] if len(kept) == 1 else All(kept)) if kept else None


def any_of(parts: Iterable[Node]) -> Node | None:
    """One of them; None for nothing to ask."""
    kept = tuple(dict.fromkeys(parts))
    return (kept[0] if len(kept) == 1 else Any(kept)) if kept else None


def tsquery(node: Node, weight: str = "") -> str:
    """As PostgreSQL reads it. Lexemes are quoted, whatever is in them; with a `weight`, each must have that."""
    match node:
        case Lexeme(text):
            escaped = text.replace("\\", "\\\\").replace("'", "''")
            return f"'{escaped}'{weight and f':{weight}'}"
        case All(parts):
            return "(" + " & ".join(tsquery(part, weight) for part in parts) + ")"
        case Any(parts):
            return "(" + " | ".join(tsquery(part, weight) for part in parts) + ")"
        case Row(parts, gaps):
            said = tsquery(parts[0], weight)
            for part, gap in zip(parts[1:], gaps, strict=True):
                said = f"({said} <{gap}> {tsquery(part, weight)})"
            return said
        case Not(part):
            return f"!{tsquery(part, weight)}"


def spoken(node: Node) -> Node | None:
    """What of it is words. Filters have no place in a text, so for ranking it is the same; None where nothing is."""
    match node:
        case Lexeme(text):
            return None if ":" in text else node
        case All(parts):
            kept = [spoken(part) for part in parts]
            return None if None in kept else all_of(filter(None, kept))
        case Any(parts):
            return any_of(filter(None, map(spoken, parts)))
        case _:
            return node


def renamed(node: Node, prefix: str) -> Node:
    """Of other lexemes: the same with `prefix`, which have no place in a text. A row of words is all of them."""
    match node:
        case Lexeme(text):
            return Lexeme(prefix + text)
        case All(parts) | Row(parts):
            return All(tuple(renamed(part, prefix) for part in parts))
        case Any(parts):
            return Any(tuple(renamed(part, prefix) for part in parts))
        case Not(part):
            return Not(renamed(part, prefix))


def rows(node: Node) -> Iterator[Row]:
    """The rows of words in it."""
    match node:
        case Row():
            yield node
        case All(parts):
            for part in parts:
                yield from rows(part)
        case _:
            return


MOST_GROUPS = 8
"""Of alternatives that hold several groups each: beyond, they stay one."""


def lexemes(node: Node) -> set[str]:
    """All that it names."""
    match node:
        case Lexeme(text):
            return {text}
        case All(parts) | Any(parts) | Row(parts):
            return set().union(*map(lexemes, parts))
        case Not(part):
            return lexemes(part)


def groups(node: Node) -> list[Node]:
    """Nodes that all must hold, which is the same as the one: where they can be, lexemes of which one must be there."""
    match node:
        case All(parts):
            return list(dict.fromkeys(group for part in parts for group in groups(part)))
        case Any(parts):
            ways = [groups(part) for part in parts]
            if prod(map(len, ways)) > MOST_GROUPS:
                return [node]
            return list(dict.fromkeys(_either(chosen) for chosen in product(*ways)))
        case _:
            return [node]


def _either(parts: Iterable[Node]) -> Node:
    """Alternatives within alternatives are alternatives."""
    flat = dict.fromkeys(each for part in parts for each in (part.parts if isinstance(part, Any) else (part,)))
    return Any(tuple(flat)) if len(flat) > 1 else next(iter(flat))


def share(node: Node, frequency: Frequency) -> float:
    """The part of all documents that it is likely to find.

    What is asked for together often comes together: the rarest part counts in full, each further one less."""
    match node:
        case Lexeme(text):
            return frequency(text)
        case All(parts) | Row(parts):
            rarest = sorted(share(part, frequency) for part in parts)
            found, power = 1.0, 1.0
            for each in rarest[:4]:
                found *= each**power
                power /= 2
            return found
        case Any(parts):
            return min(sum(share(part, frequency) for part in parts), 1.0)
        case Not(part):
            return max(1.0 - share(part, frequency), 0.0)


def required(node: Node) -> Iterator[tuple[str, ...]]:
    """Groups of lexemes: a document that is found has at least one of each group."""
    match node:
        case Lexeme(text):
            yield (text,)
        case All(parts) | Row(parts):
            for part in parts:
                yield from required(part)
        case Any(parts):
            # Of each alternative its shortest group: whichever holds, one of these is there.
            shortest = [min(required(part), key=len, default=()) for part in parts]
            if all(shortest):
                yield tuple(dict.fromkeys(lexeme for group in shortest for lexeme in group))
        case Not():
            return
