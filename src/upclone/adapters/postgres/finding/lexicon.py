"""What is known of words: which exist, their stems, how often they occur, and what somebody meant who slipped.

Kept in the process and renewed now and then: new words every half a minute (few), how frequent they are every ten; of
jobs also from when to when they were opened.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import islice
from sys import intern
from threading import Lock
from typing import Any, Final

from attrs import define, field, frozen

from upclone.adapters.postgres.search import tags
from upclone.adapters.postgres.search.index import JOBS, LONGEST_WORD, Kind
from upclone.adapters.postgres.transaction import Transaction

MOST_WORDS: Final = 200_000
NEW_WORDS_EVERY: Final = 30.0
FREQUENCIES_EVERY: Final = 600.0
SHORTEST_TYPED: Final = 4
"""Letters from which on a word may be a slip."""
FAR: Final = 7
"""Letters from which on two slips are forgiven."""

_NEW: Final = """
SELECT word, en, fr, docs, seq FROM search_word WHERE kind = %(kind)s AND seq > %(after)s ORDER BY seq LIMIT %(most)s
"""
# Stems of words that are typed, and whether documents have the very word: another process may have learned it.
_TYPED: Final = """
SELECT typed.word, (ts_lexize('pg_catalog.english_stem', typed.word))[1],
    (ts_lexize('pg_catalog.french_stem', typed.word))[1],
    EXISTS (SELECT FROM search_word AS known WHERE known.kind = %(kind)s AND known.word = typed.word)
FROM unnest(%(words)s::text[]) AS typed (word)
"""
_FREQUENCIES: Final = """
SELECT greatest(c.reltuples, 0)::bigint, s.most_common_elems::text::text[], s.most_common_elem_freqs
FROM pg_class AS c LEFT JOIN pg_stats AS s ON s.schemaname = 'public' AND s.tablename = c.relname AND s.attname = 'doc'
WHERE c.oid = %(table)s::regclass
"""
_TIMES: Final = "SELECT min(opened_at), max(opened_at) FROM job_search"

_LEVEL: Final = 3
"""Of spans of time: how full one of eleven days is says how many documents an hour brings."""


@frozen
class Word:
    """Its stems: None for a word of so little meaning that documents don't keep it."""

    en: str | None
    fr: str | None

    @property
    def stems(self) -> tuple[str, ...]:
        """The different ones; none of a word that either language leaves out."""
        if self.en is None or self.fr is None:
            return ()
        return tuple(dict.fromkeys((self.en, self.fr)))


@define(eq=False)
class Lexicon:
    """Of one kind of documents. One a process; threads share it."""

    kind: Kind
    rows: int = 0
    _words: dict[str, Word] = field(factory=dict, init=False)
    _docs: dict[str, int] = field(factory=dict, init=False)
    _stems: set[str] = field(factory=set, init=False)
    _by_length: dict[int, list[str]] = field(factory=dict, init=False)
    _frequencies: Mapping[str, float] = field(factory=dict, init=False)
    times: tuple[datetime, datetime] | None = field(default=None, init=False)
    _typed: dict[str, Word] = field(factory=dict, init=False)
    _corrections: dict[str, str | None] = field(factory=dict, init=False)
    _seq: int = field(default=0, init=False)
    _words_at: float = field(default=-1e9, init=False)
    _frequencies_at: float = field(default=-1e9, init=False)
    _lock: Lock = field(factory=Lock, init=False)

    def refresh_frequencies(self, transaction: Transaction) -> None:
        """How frequent lexemes are, where it is time, and nothing else: for who asks for no words."""
        now = time.monotonic()
        with self._lock:
            if now - self._frequencies_at >= FREQUENCIES_EVERY:
                self._read_frequencies(transaction)
                self._read_times(transaction)
                self._frequencies_at = now

    def refresh(self, transaction: Transaction) -> None:
        """Read what is new, where it is time. One thread does; the others work with what is there."""
        now = time.monotonic()
        if now - self._words_at < NEW_WORDS_EVERY or not self._lock.acquire(blocking=False):
            return
        try:
            if now - self._frequencies_at >= FREQUENCIES_EVERY:
                self._read_frequencies(transaction)
                self._frequencies_at = now
            self._read_words(transaction)
            self._read_times(transaction)
            self._words_at = now
        finally:
            self._lock.release()

    def understand(self, transaction: Transaction, typed: Iterable[str]) -> dict[str, Word]:
        """The stems of words. Those that nobody has met before are asked for, in one statement."""
        wanted = list(dict.fromkeys(typed))
        strange = [word for word in wanted if word not in self._words and word not in self._typed]
        if strange:
            for word, en, fr, known in transaction.all(_TYPED, {"kind": self.kind.name, "words": strange}):
                if known:
                    self._know(word, en, fr, 1)
                else:
                    if len(self._typed) > MOST_WORDS:
                        self._typed.clear()
                    self._typed[word] = Word(en, fr)
        return {word: self._words.get(word) or self._typed[word] for word in wanted}

    def meant(self, word: str, stems: Word) -> str | None:
        """The word that somebody meant who typed one that no document has; None where that can't be told."""
        if word in self._words or len(word) < SHORTEST_TYPED or len(word) > LONGEST_WORD or not word.isalpha():
            return None
        if not stems.stems or self._stems.intersection(stems.stems):
            return None
        if word not in self._corrections:
            if len(self._corrections) > MOST_WORDS:
                self._corrections.clear()
            self._corrections[word] = self._nearest(word)
        return self._corrections[word]

    def frequency(self, lexeme: str) -> float:
        """The part of all documents that have it, as far as is known: rare ones are not counted."""
        return self._frequencies.get(lexeme, self._rarest)

    def met(self, lexeme: str) -> bool:
        """Whether it is frequent enough to be counted."""
        return lexeme in self._frequencies

    def density(self, hour: int) -> float:
        """How many documents were opened in four hours around then, at most: a span that has only begun says little."""
        longer = tags.SPANS[_LEVEL]
        near = (next(islice(tags.opened(hour - ago), _LEVEL, None)) for ago in (0, longer))
        share: float = max(self.frequency(span) for span in near)
        return max(share * self.rows / int(longer), 0.01)

    @property
    def frequencies_at(self) -> float:
        """When the frequencies were read, by the monotonic clock."""
        return self._frequencies_at

    @property
    def counted(self) -> bool:
        """Whether frequencies are known at all."""
        return bool(self._frequencies)

    @property
    def _rarest(self) -> float:
        return 1e-5

    def _nearest(self, word: str) -> str | None:
        from rapidfuzz import process  # with the first slip: it takes 3 MiB
        from rapidfuzz.distance import OSA

        most = 2 if len(word) >= FAR else 1
        near: list[tuple[str, int]] = []
        for length in range(len(word) - most, len(word) + most + 1):
            known = self._by_length.get(length)
            if known:
                found = process.extract(word, known, scorer=OSA.distance, score_cutoff=most, limit=50)
                near += [(candidate, int(distance)) for candidate, distance, _ in found]
        return min(near, key=lambda each: self._closeness(word, *each))[0] if near else None

    def _closeness(self, typed: str, word: str, distance: int) -> tuple[Any, ...]:
        same_beginning = typed[:1] == word[:1]
        return distance + (not same_beginning), -self._common(word), word

    def _common(self, word: str) -> float:
        stems = self._words[word].stems
        seen = max((self._frequencies.get(stem, 0.0) for stem in stems), default=0.0)
        return max(seen * self.rows, float(self._docs[word]))

    def _read_words(self, transaction: Transaction) -> None:
        arguments = {"kind": self.kind.name, "after": self._seq, "most": MOST_WORDS}
        rows = transaction.all(_NEW, arguments)
        for word, en, fr, docs, seq in rows:
            self._know(word, en, fr, docs)
            self._seq = seq
        if rows:
            self._corrections.clear()

    def _know(self, word: str, en: str | None, fr: str | None, docs: int) -> None:
        """Most words are a stem of their own, and both languages' stem: kept once, not six times."""
        word = intern(word)
        stems = Word(en and intern(en), fr and intern(fr))
        if word not in self._words:
            self._by_length.setdefault(len(word), []).append(word)
        self._words[word] = stems
        self._docs[word] = docs
        self._stems.update(stems.stems)

    def _read_frequencies(self, transaction: Transaction) -> None:
        row = transaction.one(_FREQUENCIES, {"table": self.kind.table})
        assert row is not None
        self.rows, elements, frequencies = row
        # The last three numbers are the lowest and highest of all, and that of NULL.
        self._frequencies = dict(zip(map(intern, elements), frequencies, strict=False)) if elements else {}

    def _read_times(self, transaction: Transaction) -> None:
        if self.kind is JOBS:
            row = transaction.one(_TIMES, {})
            self.times = (row[0], row[1]) if row and row[0] else None
