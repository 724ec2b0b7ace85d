"""The words of a topic, the other names that the sector has for them, and which of them a text holds.

"Workload" speaks of caseloads, "CSE" of child sexual exploitation. The names come from the
library's acronyms and from the thesaurus: what a phrase of the topic stands for, and phrases
that stand for much the same ("deadline" and "timescale" both stand for "timeliness").
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from corpus.types import Paragraph
from index.lexicon.spelling import Vocabulary
from index.lexicon.terms import STOP_WORDS, stem, terms_of, words_of
from index.lexicon.thesaurus import Phrase, Thesaurus
from index.store.rows import PassageRows
from index.types import ParsedQuery

Stems = tuple[str, ...]
Held = npt.NDArray[np.float64]

_LONGEST = 6
"""Words of the longest phrase of a topic that is looked up."""
_MUCH_THE_SAME = 0.5
"""Share of what two phrases stand for that they must have in common for one to name the other."""
_REST = 0.5
"""What a name of several words counts for all of them but the rarest: "tenancies" stand for the
housing of care leavers, and say a little less of care leavers than of housing."""
_SPEAKERS = frozenset(stem(word) for word in ("inspectors", "inspector", "ofsted", "council"))
_STOP_STEMS = frozenset(stem(word) for word in STOP_WORDS)


@dataclass(frozen=True, slots=True)
class Name:
    """Another name for words of a topic, those at the positions `covers`.

    `stems` are its words' stems: one after the other where it is `whole`, else anywhere in
    one sentence. `sure` says that it means the same (an acronym, or "=" in the thesaurus);
    other names are narrower or wider.
    """

    covers: tuple[int, ...]
    stems: Stems
    whole: bool
    sure: bool

    def stands_in(self, sentence: Stems) -> bool:
        """Say whether a sentence holds the name."""
        there = set(sentence).issuperset(self.stems)
        return there and (not self.whole or _follow(self.stems, sentence))


@dataclass(frozen=True, slots=True)
class TopicWords:
    """The stems of a topic's words in order, each once, and the names for them."""

    stems: Stems
    names: tuple[Name, ...]

    @property
    def looked_for(self) -> frozenset[str]:
        """The stems of which a paragraph must hold one to hold anything of the topic."""
        named = frozenset(term for name in self.names for term in name.stems)
        return (named - _STOP_STEMS).union(self.stems)

    def held_by(self, sentence: Stems, weight: Callable[[str], float], sure: bool = False) -> Held:
        """Return how much of each word a sentence holds, (words,) from 0 to 1.

        A word that stands there counts 1, and so does one of its names. Of a name of several
        words counts what stands there, by `weight` (how rare a term is), so long as its last one
        does: accommodation is near to suitable accommodation, what is suitable is not. With
        `sure`, only the words themselves and names that mean the same count, and only whole.
        """
        there = frozenset(sentence)
        held: Held = np.array([float(word in there) for word in self.stems])
        for name in self.names:
            share = self._share(name, sentence, there, weight)
            if share == 0 or (sure and not (name.sure and share == 1)):
                continue
            rarest = max(name.covers, key=lambda i: weight(self.stems[i]))
            for i in name.covers:
                held[i] = max(held[i], share if name.sure or i == rarest else _REST * share)
        return held

    def _share(
        self, name: Name, sentence: Stems, there: frozenset[str], weight: Callable[[str], float]
    ) -> float:
        if name.whole or there.issuperset(name.stems):
            return float(name.stands_in(sentence))
        # A name that repeats a word of the topic ("child protection enquiries") says nothing in part.
        if name.stems[-1] not in there or not set(name.stems).isdisjoint(self.stems):
            return 0.0
        held = sum(weight(term) for term in name.stems if term in there)
        return held / sum(weight(term) for term in name.stems)


def read_words(parsed: ParsedQuery, thesaurus: Thesaurus | None) -> TopicWords:
    """Return the words of a topic as it was read; without a thesaurus, named by acronyms alone.

    What limits the topic is no word of it: a year, and who speaks ("what did inspectors say").
    """
    limits = {str(year) for year in parsed.scope.year}
    if parsed.scope.voice and "voice" not in parsed.scope.given:
        limits.update(_SPEAKERS)
    plain = parsed.subject.replace("-", " ")
    stems = tuple(dict.fromkeys(term for term in terms_of(plain) if term not in limits))
    places = {term: i for i, term in enumerate(stems)}
    names: list[Name] = []
    for expansion in parsed.expansions:
        if expansion.source == "acronym":
            covers = _covered(places, terms_of(expansion.term.replace("-", " ")))
            names.append(Name(covers, tuple(terms_of(expansion.meaning.replace("-", " "))), False, True))
    if thesaurus is not None:
        names += _sector_names(tuple(stem(word) for word in words_of(plain)), places, thesaurus)
    # A name made of nothing but the topic's own words says no more than they do.
    telling = (name for name in names if name.covers and not places.keys() >= set(name.stems))
    return TopicWords(stems, tuple(dict.fromkeys(telling)))


def written(stems: Stems, vocabulary: Vocabulary) -> str:
    """Return stems as the words of the library that are used most, a stem itself where it has none."""
    best: dict[str, str] = {}
    for word, uses in vocabulary.uses.items():
        own = stem(word)
        if own in stems and uses > vocabulary.uses.get(best.get(own, ""), 0):
            best[own] = word
    return " ".join(best.get(own, own) for own in stems)


def sentences_of(paragraph: Paragraph, rows: PassageRows) -> tuple[Stems, ...]:
    """Return each sentence of a paragraph, as `rows` have them, as the stems of all its words."""
    return _stemmed(paragraph.text, tuple(rows.sentences(paragraph.id)))


@lru_cache(maxsize=65_536)
def _stemmed(text: str, sentences: tuple[tuple[int, int], ...]) -> tuple[Stems, ...]:
    return tuple(stems_of(text[start:end]) for start, end in sentences)


def stems_of(text: str) -> Stems:
    """Return the stems of all words of a text, small words too, the parts of hyphened ones apart."""
    return tuple(stem(word) for word in words_of(text.replace("-", " ")))


def _sector_names(topic: Stems, places: dict[str, int], thesaurus: Thesaurus) -> Iterator[Name]:
    """Yield the names that the thesaurus has for each phrase of a topic."""
    meanings = {phrase: frozenset(map(stems_of, terms)) for phrase, terms in thesaurus.meanings.items()}
    phrases: dict[Phrase, set[Phrase]] = defaultdict(set)
    for phrase, meant in meanings.items():
        for meaning in meant:
            phrases[meaning].add(phrase)
    for phrase in _phrases(topic):
        covers = _covered(places, phrase)
        own = meanings.get(phrase, frozenset())
        others = {other for meaning in own for other in phrases[meaning]} - {phrase}
        alike = {other for other in others if _in_common(own, meanings[other]) >= _MUCH_THE_SAME}
        formal = own.union(*(meanings[other] for other in alike))
        covered = {word for word, i in places.items() if i in covers}
        for meaning in sorted(formal):
            sure = meaning in own and phrase in meanings.get(meaning, ())
            # "High caseloads" is narrower than caseloads, and has their word already.
            if sure or covered.isdisjoint(meaning):
                yield Name(covers, tuple(term for term in meaning if term not in _STOP_STEMS), False, sure)
        yield from (Name(covers, other, True, False) for other in sorted(alike) if covered.isdisjoint(other))


def _phrases(topic: Stems) -> Iterator[Phrase]:
    for count in range(min(_LONGEST, len(topic)), 0, -1):
        for first in range(len(topic) - count + 1):
            yield topic[first : first + count]


def _covered(places: dict[str, int], phrase: list[str] | Phrase) -> tuple[int, ...]:
    return tuple(sorted({places[term] for term in phrase if term in places}))


def _in_common(first: frozenset[Stems], second: frozenset[Stems]) -> float:
    return len(first & second) / len(first | second)


def _follow(phrase: Stems, sentence: Stems) -> bool:
    count = len(phrase)
    return any(sentence[i : i + count] == phrase for i in range(len(sentence) - count + 1))
