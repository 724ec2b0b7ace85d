"""Which sentence of a paragraph answers a question."""

import re
from collections.abc import Sequence

import numpy as np

from corpus.types import Paragraph
from index.search.fusion import FloatArray
from index.store.generation import Generation

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
    rows = generation.rows
    windows = [rows.windows(paragraph.id) for paragraph in paragraphs]
    wanted = [own for own in windows if len(own)]
    cosines = generation.vectors.cosines(query, np.concatenate(wanted)) if wanted else np.zeros(0, np.float32)
    parts = iter(np.split(cosines, np.cumsum([len(own) for own in wanted])[:-1]))
    return [
        _from_best(paragraph.text, rows.sentences(paragraph.id), int(np.argmax(next(parts))))
        if len(own)
        else (0, len(paragraph.text))
        for paragraph, own in zip(paragraphs, windows, strict=True)
    ]


def sentence_with(generation: Generation, paragraph: Paragraph, words: tuple[int, int]) -> tuple[int, int]:
    """Return (start, end) in a paragraph's text of the sentence that words of it begin in.

    Where they go on, or the next one takes something of it back, what follows comes with it.
    """
    sentences = generation.rows.sentences(paragraph.id)
    if not len(sentences):
        return 0, len(paragraph.text)
    best = max((i for i, (start, _) in enumerate(sentences) if start <= words[0]), default=0)
    start, end = _from_best(paragraph.text, sentences, best)
    goes_on = next((own for _, own in sentences if own >= words[1]), len(paragraph.text))
    return start, max(end, goes_on)


def _from_best(text: str, sentences: Sequence[tuple[int, int]], best: int) -> tuple[int, int]:
    last = best
    while last + 1 < len(sentences) and _TAKES_BACK.match(text, sentences[last + 1][0]):
        last += 1
    return sentences[best][0], sentences[last][1]
