"""What somebody typed, as a question: words, "phrases", -words; slips forgiven, names of skills understood.

Nothing is an error. What means nothing, or is left over of a quote, is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from attrs import field, frozen

from upclone.adapters.postgres.finding.lexicon import Lexicon, Word
from upclone.adapters.postgres.finding.nodes import Lexeme, Node, Not, Row, all_of, any_of
from upclone.adapters.postgres.search import tags
from upclone.adapters.postgres.transaction import Transaction
from upclone.domain.market import folding
from upclone.domain.market.taxonomy import Taxonomy

MOST_WORDS: Final = 16
LONGEST_NAME: Final = 4
"""Words that the name of a skill may have to be known among others."""

_PART: Final = re.compile(
    r'(?P<minus>(?<!\S)-(?=[\w"“«.]))?(?:"(?P<phrase>[^"]*)"|[“«](?P<quote>[^”»]*)[”»]|(?P<word>[^\s"“”«»]+))'
)


@frozen
class Part:
    """Words that belong together: one typed word may be several (`node.js`)."""

    words: tuple[str, ...]
    phrase: bool = False
    minus: bool = False


@frozen
class Question:
    """`wanted` is what to look for, None for anything, `without` what must not be there; `corrected` the typed words
    that were taken for others."""

    wanted: Node | None
    without: tuple[Node, ...] = ()
    corrected: Mapping[str, str] = field(factory=dict)


def parts_of(typed: str) -> list[Part]:
    """What was typed, taken apart: sixteen words at most."""
    parts: list[Part] = []
    room = MOST_WORDS
    for found in _PART.finditer(typed):
        text = found["phrase"] or found["quote"]
        words = tuple(folding.plain(text or found["word"] or "").split())[:room]
        if words:
            room -= len(words)
            parts.append(Part(words, phrase=text is not None, minus=found["minus"] is not None))
    return parts


@frozen
class Asker:
    """Makes questions of what people type. With `simple`, a word may be a name: it is looked for as it is, too. Without
    `forgiving`, every word is taken at its word: for those who wait for what is not there yet."""

    lexicon: Lexicon
    known: Taxonomy
    simple: bool = False
    forgiving: bool = True

    def ask(self, transaction: Transaction, typed: str) -> Question:
        """Raises nothing, whatever was typed."""
        parts = parts_of(typed)
        known = self.lexicon.understand(transaction, (word for part in parts for word in part.words))
        corrected = dict(self._slips(parts, known)) if self.forgiving else {}
        if corrected:
            known |= self.lexicon.understand(transaction, corrected.values())
        named = self._named(parts, corrected)
        known |= self.lexicon.understand(transaction, (word for name in named.values() for word in name.words))
        wanted = list(self._wanted(parts, known, corrected, named))
        without = (Not(node) for part in parts if part.minus and (node := self._part(part, known)) is not None)
        return Question(all_of(wanted), tuple(without), corrected)

    def _slips(self, parts: Sequence[Part], known: Mapping[str, Word]) -> Iterator[tuple[str, str]]:
        """Loose words that no document has and that are no part of a name, with what was meant."""
        row = _loose(parts)
        named = {at + step for at, length in self._named(parts, {}) for step in range(length)}
        for at, word in enumerate(row):
            if at not in named and (meant := self.lexicon.meant(word, known[word])) is not None:
                yield word, meant

    def _named(self, parts: Sequence[Part], corrected: Mapping[str, str]) -> dict[tuple[int, int], _Name]:
        """Where in the row of loose words the name of a skill stands, the longest names first."""
        row = [corrected.get(word, word) for word in _loose(parts)]
        named: dict[tuple[int, int], _Name] = {}
        taken: set[int] = set()
        for length in range(min(LONGEST_NAME, len(row)), 0, -1):
            for at in range(len(row) - length + 1):
                places = range(at, at + length)
                if taken.isdisjoint(places) and (name := self._name(" ".join(row[at : at + length]))):
                    taken.update(places)
                    named[at, length] = name
        return named

    def _name(self, typed: str) -> _Name | None:
        """The skill, or else the category, that words mean."""
        slug = self.known.skill(typed)
        if slug is not None:
            names = self.known.skills[slug].names
            kept = tuple(map(tags.skill, self.known.slugs_of(slug)))
            return _Name(kept, (folding.plain(names.en), folding.plain(names.fr)))
        slug = self.known.category_of(typed)
        return None if slug is None else _Name((tags.category(slug),), ())

    def _wanted(
        self,
        parts: Sequence[Part],
        known: Mapping[str, Word],
        corrected: Mapping[str, str],
        named: Mapping[tuple[int, int], _Name],
    ) -> Iterator[Node]:
        for part in parts:
            if part.phrase and not part.minus and (node := self._part(part, known)) is not None:
                yield node
        row = [corrected.get(word, word) for word in _loose(parts)]
        starts = {at: (length, name) for (at, length), name in named.items()}
        at = 0
        while at < len(row):
            length, name = starts.get(at, (1, None))
            said = self._words(row[at : at + length], known)
            if name is not None and said is not None:
                ways: list[Node | None] = [said]
                # Where a name holds all that was typed, who has the name has been found already.
                typed = set(row[at : at + length])
                longer = (called.split() for called in name.called)
                ways += [self._words(called, known) for called in longer if not typed.issubset(called)]
                ways += [Lexeme(tag) for tag in name.tags]
                node = any_of(way for way in ways if way is not None)
            else:
                node = said
            if node is not None:
                yield node
            at += length

    def _part(self, part: Part, known: Mapping[str, Word]) -> Node | None:
        """A phrase, or words that must not be there."""
        if not part.phrase:
            return self._words(part.words, known)
        said: list[Node] = []
        gaps: list[int] = []
        since = 0
        for word in part.words:
            since += 1
            node = self._word(word, known)
            if node is not None:
                if said:
                    gaps.append(since)
                said.append(node)
                since = 0
        return (said[0] if len(said) == 1 else Row(tuple(said), tuple(gaps))) if said else None

    def _words(self, words: Sequence[str], known: Mapping[str, Word]) -> Node | None:
        return all_of(filter(None, (self._word(word, known) for word in words)))

    def _word(self, word: str, known: Mapping[str, Word]) -> Node | None:
        ways = [Lexeme(stem) for stem in known[word].stems]
        if self.simple and ways:
            ways.append(Lexeme(word))
        return any_of(ways)


@frozen
class _Name:
    """A skill or a category that was named: what it is kept as, and what else it is called."""

    tags: tuple[str, ...]
    called: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(word for name in self.called for word in name.split())


def _loose(parts: Sequence[Part]) -> list[str]:
    return [word for part in parts if not part.phrase and not part.minus for word in part.words]
