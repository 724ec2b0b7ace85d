"""bm25s as its README sets it up, over paragraphs (what a blank line parts).

Source: github.com/xhluca/bm25s, "Quickstart".
"""

import re

import bm25s

PACKAGES = ("bm25s",)


def build(documents, model):
    """Return a search and a way to save the index; the model is not used."""
    texts = [(d["id"], t.strip()) for d in documents for t in re.split(r"\n\s*\n", d["text"]) if t.strip()]
    ranker = bm25s.BM25()
    ranker.index(
        bm25s.tokenize([t for _, t in texts], stopwords="en", show_progress=False), show_progress=False
    )

    def search(question, k):
        tokens = bm25s.tokenize(question, stopwords="en", show_progress=False)
        found, _ = ranker.retrieve(tokens, k=k, show_progress=False)
        return [texts[int(i)] for i in found[0]]

    return search, ranker.save
