"""What simpler searches find on the same documents, questions and embedding model."""

import statistics
from collections.abc import Callable

import bm25s
import numpy as np
from langchain_text_splitters import RecursiveCharacterTextSplitter

from assistant.engine import Assistant
from evals.questions import fold
from evals.types import Question
from index.encoder import Encoder

CHUNK = 1000
OVERLAP = 200
"""Characters: the sizes of LangChain's tutorial on retrieval, over the documents' whole text."""

Ranker = Callable[[str], list[int]]


def run_baselines(
    assistant: Assistant, encoder: Encoder, questions: tuple[Question, ...]
) -> dict[str, tuple[float, float]]:
    """Return (hit@1, hit@5) of each baseline over the questions that have an answer.

    A hit is right when the chunk, or the paragraph, holds a gold quote of the gold
    document. A chunk has no paragraph number; what it would be cited by is not asked.
    """
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
    chunks = [
        (document.id, chunk)
        for document in assistant.documents
        for chunk in splitter.split_text(assistant.text(document.id))
    ]
    paragraphs = [(paragraph.document, paragraph.text) for paragraph in assistant.paragraphs()]
    return {
        "BM25 over paragraphs (bm25s)": _hits(_bm25(paragraphs), paragraphs, questions),
        "nearest paragraph, same model": _hits(_nearest(paragraphs, encoder), paragraphs, questions),
        "nearest 1,000-character chunk, same model": _hits(_nearest(chunks, encoder), chunks, questions),
    }


def _bm25(texts: list[tuple[str, str]]) -> Ranker:
    """Rank with bm25s as its own documentation sets it up: its tokenizer and English stop words."""
    ranker = bm25s.BM25()
    corpus = bm25s.tokenize([text for _, text in texts], stopwords="en", show_progress=False)
    ranker.index(corpus, show_progress=False)

    def rank(question: str) -> list[int]:
        tokens = bm25s.tokenize(question, stopwords="en", show_progress=False)
        found, _ = ranker.retrieve(tokens, k=5, show_progress=False)
        return [int(i) for i in found[0]]

    return rank


def _nearest(texts: list[tuple[str, str]], encoder: Encoder) -> Ranker:
    vectors = encoder.encode([text for _, text in texts])
    return lambda question: np.argsort(-(vectors @ encoder.encode([question])[0]))[:5].tolist()


def _hits(rank: Ranker, texts: list[tuple[str, str]], questions: tuple[Question, ...]) -> tuple[float, float]:
    first: list[bool] = []
    within_five: list[bool] = []
    for question in (q for q in questions if q.answerable):
        right = [_holds_gold(*texts[i], question) for i in rank(question.text)]
        first.append(right[0])
        within_five.append(any(right))
    return statistics.fmean(first), statistics.fmean(within_five)


def _holds_gold(document: str, text: str, question: Question) -> bool:
    return any(gold.document == document and fold(gold.quote) in fold(text) for gold in question.gold)
