"""What a question is taken apart into, and how time is written: nothing is lost, nothing is gained."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from upclone.adapters.postgres.finding.nodes import All, Any, Lexeme, Node, Not, Row, groups
from upclone.adapters.postgres.search import tags

LEXEMES = st.sampled_from("abcdefg")


def _larger(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    some = st.lists(nodes, min_size=1, max_size=4).map(tuple)
    return st.one_of(some.map(All), some.map(Any), nodes.map(Not), some.map(lambda parts: Row(parts, ())))


NODES: st.SearchStrategy[Node] = st.recursive(LEXEMES.map(Lexeme), _larger, max_leaves=12)


def matches(node: Node, document: set[str]) -> bool:
    """Whether a document is found; of a row only whether its parts are there."""
    match node:
        case Lexeme(text):
            return text in document
        case All(parts) | Row(parts):
            return all(matches(part, document) for part in parts)
        case Any(parts):
            return any(matches(part, document) for part in parts)
        case Not(part):
            return not matches(part, document)


def without_rows_in_not(node: Node) -> bool:
    """Here a row says less than it means; the opposite of it would say more."""
    match node:
        case Not(part):
            return "Row" not in repr(part)
        case All(parts) | Any(parts) | Row(parts):
            return all(map(without_rows_in_not, parts))
        case _:
            return True


@given(NODES.filter(without_rows_in_not), st.sets(LEXEMES))
def test_groups_say_what_must_be_there(node: Node, document: set[str]):
    """What is found has one lexeme of each group; and where the groups are the whole question, the reverse holds."""
    found, whole = groups(node)
    has_one_of_each = all(group & document for group in found)
    if matches(node, document):
        assert has_one_of_each
    elif whole:
        assert not has_one_of_each


@given(st.integers(-5_000, 200_000), st.integers(1, 5_000), st.integers(-20, 5_020))
def test_a_stretch_of_time_is_few_lexemes(first: int, length: int, at: int):
    """A job opened within it has exactly one of them, one opened outside none; 30 of them fill two years."""
    end = first + length
    spans = list(tags.opened_within(first, end))
    hour = first + at
    assert len(set(spans) & set(tags.opened(hour))) == (first <= hour < end)
    assert len(spans) <= 3 * 2 * len(tags.SPANS)
