"""Find what a quotation leaves out that would turn, take back or limit what it says."""

import re
from collections.abc import Sequence

from assistant.checking.lookup import Lookup, Place
from assistant.checking.readings import Reading
from assistant.checking.words import Word

_NEGATIONS = frozenset(
    "not no never none neither nor cannot without hardly rarely seldom few little nobody nothing lack lacks "
    "lacking fails failed unable insufficient isn't aren't wasn't weren't don't doesn't didn't haven't "
    "hasn't hadn't won't wouldn't can't couldn't shouldn't".split()
)
_BEFORE_LEFT_OUT = _NEGATIONS | frozenset("however although though unless except".split())
_TAKE_BACK = frozenset(
    "however but although though nevertheless nonetheless yet except unless despite".split()
)
_AFTER_LEFT_OUT = frozenset("not never without except unless".split())
_LIMITING = re.compile(
    r"\b(?:some|few|fewer|most|several|certain|many|not all|nearly all|almost all|sometimes|usually|often"
    r"|(?:minority|majority|number|proportion|handful|quarter|third|half|part) of)"
    r"(?: of)?(?: the| these| those| their| its)?$"
)
_LIMITS_WITHIN = 5
"""Words before a quotation among which those that limit it stand."""
_CLAUSE = 5
"""Words from which a quotation says something of its own, and is no mere term."""
_SENTENCE_END = frozenset(".!?;:,")
_FULL_STOPS = frozenset(".!?")


def words_left_out(places: Sequence[Place], reading: Reading, lookup: Lookup) -> str:
    """Return the words beside, or between, the quoted ones that say otherwise, "" for none.

    `places` are where the parts of the reading stand, in their order.
    """
    for number, place in enumerate(places):
        words = lookup.all_words(place.source)
        text = place.source.paragraph.text
        before = words[: place.start]
        taken = _before(before, number == 0, sum(map(len, reading.words)))
        if taken:
            return _excerpt(text, taken, words[place.start])
        following = places[number + 1] if number + 1 < len(places) else None
        if following and following.source is place.source:
            skipped = words[place.end : following.start]
            negation = _negation_in(skipped)
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


def _before(before: Sequence[Word], is_first: bool, length: int) -> Word | None:
    """Return the first of the words before a quotation, in its sentence, that turn or limit it."""
    if not is_first or not before or before[-1].text in _FULL_STOPS:
        return None
    near = _without_marks(before[-_LIMITS_WITHIN:])
    if near and near[-1].text.casefold() in _BEFORE_LEFT_OUT:
        return near[-1]
    said = " ".join(word.text.casefold() for word in near)
    limiting = _LIMITING.search(said) if length >= _CLAUSE else None
    return near[said[: limiting.start()].count(" ")] if limiting else None


def _without_marks(words: Sequence[Word]) -> list[Word]:
    return [word for word in words if word.text[0].isalnum()]


def _negation_in(skipped: Sequence[Word]) -> Word | None:
    """Return the first negation among words left out between two quoted parts, in the sentence of either."""
    stops = [i for i, word in enumerate(skipped) if word.text in _FULL_STOPS]
    own = [*skipped[: stops[0]], *skipped[stops[-1] + 1 :]] if stops else skipped
    return next((word for word in own if word.text.casefold() in _NEGATIONS), None)


def _excerpt(text: str, first: Word, last: Word) -> str:
    return text[min(first.start, last.start) : max(first.end, last.end)]
