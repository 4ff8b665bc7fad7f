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


@given(NODES, st.sets(LEXEMES))
def test_groups_are_the_question(node: Node, document: set[str]):
    """A document is found by a question exactly where every one of its groups finds it."""
    assert matches(node, document) == all(matches(group, document) for group in groups(node))


def test_alternatives_of_several_words_are_looked_up_by_one_of_each():
    """`microsoft & project | s:gantt`: both words may be asked of the index, each with what may stand in its place."""
    a, b, c = map(Lexeme, "abc")
    assert groups(Any((All((a, b)), c))) == [Any((a, c)), Any((b, c))]
    many = Any(tuple(All((Lexeme(f"{number}"), Lexeme(f"-{number}"))) for number in range(4)))
    assert groups(many) == [many]


@given(st.integers(-5_000, 200_000), st.integers(1, 5_000), st.integers(-20, 5_020))
def test_a_stretch_of_time_is_few_lexemes(first: int, length: int, at: int):
    """A job opened within it has exactly one of them, one opened outside none; 30 of them fill two years."""
    end = first + length
    spans = list(tags.opened_within(first, end))
    hour = first + at
    assert len(set(spans) & set(tags.opened(hour))) == (first <= hour < end)
    assert len(spans) <= 3 * 2 * len(tags.SPANS)
