"""Find what a quotation leaves out, or puts in, that would turn, take back or limit what it says."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from assistant.checking.lookup import Change, Lookup, Place
from assistant.checking.negations import first_negation, negation_before
from assistant.checking.readings import Reading
from assistant.checking.words import Word, words_in

_TURNS_BEFORE = frozenset("however although though unless except".split())
_TAKE_BACK = frozenset(
    "however but although though nevertheless nonetheless yet except unless despite".split()
)
_AFTER_LEFT_OUT = frozenset("not never without except unless".split())
_LIMITING = re.compile(
    r"\b(?:some|few|fewer|most|several|certain|many|not all|not every|nearly all|almost all|sometimes|usually"
    r"|often|(?:minority|majority|number|proportion|handful|quarter|third|half|part) of)"
    r"(?: of)?(?: the| these| those| their| its)?$"
)
_NEAR = 5
"""Words before a quotation among which those stand that turn or limit it."""
_CLAUSE = 5
"""Words from which a quotation says something of its own, and is no mere term."""
_LONGEST_INSERTION = 3
"""Words in brackets; more are the writer's remark, and no part of the sentence."""
_SENTENCE_END = frozenset(".!?;:,")
_FULL_STOPS = frozenset(".!?")


class _Turn(NamedTuple):
    """A word in front of a quotation that limits it ("some"), or else turns it ("not", "however")."""

    word: Word
    limits: bool


def words_left_out(places: Sequence[Place], reading: Reading, lookup: Lookup, said_before: str = "") -> str:
    """Return the words beside, or between, the quoted ones that say otherwise, "" for none.

    `places` are where the parts of the reading stand, in their order. `said_before` is what
    the briefing says in front of the quotation: what turns or limits it may stand there.
    """
    length = sum(map(len, reading.words))
    for number, place in enumerate(places):
        words = lookup.all_words(place.source)
        text = place.source.paragraph.text
        turn = _turn_before(words[: place.start], length) if number == 0 else None
        if turn and not _says_itself(turn, said_before, length):
            return _excerpt(text, turn.word, words[place.start])
        following = places[number + 1] if number + 1 < len(places) else None
        if following and following.source is place.source:
            negation = _negation_skipped(words[place.end : following.start])
            if negation and not reading.negates(number):
                return _excerpt(text, negation, words[following.start])
        after = words[place.end : place.end + 4]
        said = _without_marks(after)[:1]
        if not said:
            continue
        ended = bool(after) and after[0].text in _SENTENCE_END
        last_ended = place.end > 0 and words[place.end - 1].text in _SENTENCE_END
        taken_back = said[0].text.casefold() in _TAKE_BACK
        negated = not (ended or last_ended) and said[0].text.casefold() in _AFTER_LEFT_OUT
        if taken_back or negated:
            return _excerpt(text, said[0], words[min(len(words), place.end + 10) - 1])
    return ""


def negation_put_in(places: Sequence[Place], reading: Reading, lookup: Lookup) -> Change | None:
    """Return an insertion in brackets that negates what the source does not, None for none."""
    for number, (place, following) in enumerate(pairwise(places)):
        inserted = words_in(reading.gaps[number]) if number < len(reading.gaps) else ()
        own = _without_marks(inserted)
        if len(own) > _LONGEST_INSERTION or not first_negation(own) or following.source is not place.source:
            continue
        skipped = lookup.all_words(place.source)[place.end : following.start]
        if not first_negation(skipped):
            source = _excerpt(place.source.paragraph.text, skipped[0], skipped[-1]) if skipped else ""
            return Change(source, " ".join(word.text for word in own))
    return None


def _turn_before(before: Sequence[Word], length: int) -> _Turn | None:
    """Return the word in front of a quotation of so many words, in its sentence, that turns or limits it."""
    near = before[-_NEAR:]
    stops = [i for i, word in enumerate(near) if word.text in _FULL_STOPS]
    near = _without_marks(near[stops[-1] + 1 :] if stops else near)
    if not near:
        return None
    negation = near[-1] if near[-1].text.casefold() in _TURNS_BEFORE else negation_before(near)
    said = " ".join(word.text.casefold() for word in near)
    limiting = _LIMITING.search(said) if length >= _CLAUSE else None
    if limiting:
        return _Turn(near[said[: limiting.start()].count(" ")], limits=True)
    return _Turn(negation, limits=False) if negation else None


def _says_itself(turn: _Turn, said_before: str, length: int) -> bool:
    """Say whether the briefing turns or limits a quotation in its own words: some “children wait”."""
    own = _turn_before(words_in(said_before), length)
    return own is not None and own.limits == turn.limits


def _without_marks(words: Sequence[Word]) -> list[Word]:
    return [word for word in words if word.text[0].isalnum()]


def _negation_skipped(skipped: Sequence[Word]) -> Word | None:
    """Return the first negation among words left out between two quoted parts, in the sentence of either."""
    stops = [i for i, word in enumerate(skipped) if word.text in _FULL_STOPS]
    return first_negation([*skipped[: stops[0]], *skipped[stops[-1] + 1 :]] if stops else skipped)


def _excerpt(text: str, first: Word, last: Word) -> str:
    return text[min(first.start, last.start) : max(first.end, last.end)]
