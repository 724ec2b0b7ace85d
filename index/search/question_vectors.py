"""A question's vector: its own words', with those of its formal ones."""

import re
from itertools import groupby

import numpy as np

from index.encoding.encoder import Encoder
from index.search.fusion import FloatArray
from index.types import Expansion, ParsedQuery


def question_vectors(questions: list[ParsedQuery], encoder: Encoder, widened: float) -> list[FloatArray]:
    """Return each question's vector, (1, dimension) of unit length.

    `widened` is the share of the vector of its formal words in it.
    """
    texts: list[tuple[str, ...]] = []
    for parsed in questions:
        meanings = "".join(f" ({e.meaning})" for e in parsed.expansions if e.source == "acronym")
        own = parsed.subject + meanings
        formal = _in_formal_words(own, parsed.expansions)
        texts.append((own,) if formal == own or not widened else (own, formal))
    # One call for all: the model reads four short texts almost as fast as one.
    vectors = iter(encoder.encode([text for own in texts for text in own]))
    return [_mixed([next(vectors) for _ in own], widened) for own in texts]


def _mixed(vectors: list[FloatArray], share: float) -> FloatArray:
    """Return a question's vector, `share` of that of its formal words added where there is one."""
    if len(vectors) == 1:
        return vectors[0][None, :]
    mixed = vectors[0] + share * vectors[1]
    unit: FloatArray = (mixed / np.linalg.norm(mixed)).astype(np.float32)
    return unit[None, :]


def _in_formal_words(question: str, expansions: tuple[Expansion, ...]) -> str:
    """Return the question with each phrase of the thesaurus replaced by the first thing it stands for."""
    formal = question
    for term, own in groupby((e for e in expansions if e.source == "thesaurus"), key=lambda e: e.term):
        pattern = r"\b" + r"[\s\-'’]+".join(re.escape(word) for word in term.split()) + r"(?:['’]s)?\b"
        formal = re.sub(pattern, next(own).meaning, formal, flags=re.I)
    return formal
