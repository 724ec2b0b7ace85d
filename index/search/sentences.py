"""Which sentence of a paragraph answers a question."""

import re
from collections.abc import Sequence

import numpy as np

from corpus.types import Paragraph
from index.passages import sentence_offsets
from index.search.fusion import FloatArray
from index.store.generation import Generation
from index.store.rows import Positions

_TAKES_BACK = re.compile(
    r"(?:however|but|nevertheless|nonetheless|although|though|despite|yet|even so|on the other hand|"
    r"conversely|in contrast|this is not|this was not|these are not|not all)\b",
    re.I,
)


def answering_sentences(
    generation: Generation, paragraphs: Sequence[Paragraph], query: FloatArray
) -> list[tuple[int, int]]:
    """Return (start, end) in each paragraph's text of the sentence that is nearest to a question's vector.

    Where the next one takes something of it back ("However, …"), it comes with it. All are looked
    up at once, since the vectors may be kept by a server. Raises VectorsUnavailableError as that does.
    """
    sentences = [sentence_offsets(paragraph.text) for paragraph in paragraphs]
    windows = [_windows(generation, paragraph) for paragraph in paragraphs]
    # A text without sentences of its own is one.
    told = [len(s) == len(w) and len(s) > 1 for s, w in zip(sentences, windows, strict=True)]
    wanted = [own for own, is_told in zip(windows, told, strict=True) if is_told]
    cosines = generation.vectors.cosines(query, np.concatenate(wanted)) if wanted else np.zeros(0, np.float32)
    parts = iter(np.split(cosines, np.cumsum([len(own) for own in wanted])[:-1]))
    return [
        _from_best(paragraph.text, own, int(np.argmax(next(parts)))) if is_told else (0, len(paragraph.text))
        for paragraph, own, is_told in zip(paragraphs, sentences, told, strict=True)
    ]


def _windows(generation: Generation, paragraph: Paragraph) -> Positions:
    """Return the rows of a paragraph's sentences."""
    rows = generation.rows
    position = rows.positions[paragraph.id]
    own = np.arange(rows.first[position], rows.first[position + 1])
    return own[rows.of_kind("window")[own]]


def _from_best(text: str, sentences: Sequence[tuple[int, int]], best: int) -> tuple[int, int]:
    last = best
    while last + 1 < len(sentences) and _TAKES_BACK.match(text, sentences[last + 1][0]):
        last += 1
    return sentences[best][0], sentences[last][1]
