"""The terms of a text: the stems of its words."""

import re

import Stemmer

# Words of a question that say nothing of its topic. Kept short: "not", "no" and "all" count.
STOP_WORDS = frozenset(
    "a about above after again against am an and any are as at be because been before being below "
    "between both but by can could did do does doing down during each few for from further get gets "
    "getting give given had has have having he her here hers him his how i if in into is it its "
    "itself just let me more most my of off on once only or other our ours out over own s same she "
    "should so some such t than that the their theirs them then there these they this those through "
    "to too under until up us very was we were what when where which while who whom whose why will "
    "with would you your yours say says said tell know whats theres".split()
)
_WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?%?|%|£")
_APOSTROPHE = re.compile(r"['’](s\b)?")
_stemmer = Stemmer.Stemmer("english")


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case, possessives without their ending."""
    return [_APOSTROPHE.sub("", word) for word in _WORD.findall(text.lower())]


def terms_of(text: str) -> list[str]:
    """Return the stems of the words that carry meaning, in order, repeats kept."""
    return list(_stemmer.stemWords([word for word in words_of(text) if word not in STOP_WORDS]))


def stem(word: str) -> str:
    """Return the Snowball English stem of a word in lower case."""
    return str(_stemmer.stemWord(word))
