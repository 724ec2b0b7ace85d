"""What a larger model finds, for a smaller one to learn from."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.encoding.encoder import Encoder
from index.encoding.pooling import Vectors
from index.passages import sentence_offsets, with_sentences
from index.types import PartedText
from training.types import Pair


@dataclass(frozen=True, slots=True)
class Teacher:
    """The teacher's vectors of each text and its sentences, and of each question, by their words."""

    texts: dict[str, Vectors]
    questions: dict[str, Vectors]


def ask_teacher(teacher: Encoder, texts: Sequence[str], questions: Sequence[str]) -> Teacher:
    """Return what a model says of texts and questions."""
    of_texts = teacher.encode_parts([with_sentences(text) for text in texts])
    of_questions = teacher.encode_parts([PartedText(question) for question in questions])
    return Teacher(
        dict(zip(texts, of_texts, strict=True)),
        {question: own[0] for question, own in zip(questions, of_questions, strict=True)},
    )


_LENGTHS = range(30, 250)
"""Characters of the sentences that serve as questions: shorter ones say little, longer ones nobody asks."""


def sentences_of(paragraphs: Mapping[str, str], count: int, seed: int) -> tuple[Pair, ...]:
    """Return `count` sentences, each as a question that its paragraph answers; paragraphs are texts by id."""
    sentences = [
        Pair(text[start:end], paragraph, text, authority="")
        for paragraph, text in paragraphs.items()
        for start, end in sentence_offsets(text)
        if end - start in _LENGTHS
    ]
    generator = random.Random(seed)  # noqa: S311 - nothing secret is drawn
    return tuple(generator.sample(sentences, min(count, len(sentences))))
