"""How long an alternative takes for a question over many passages: `python at_scale.py NAME FOLDER`.

FOLDER holds `vectors.npy` (passages, dimension), `texts.txt` (a passage a line) and `given.json`
({"model", "questions"}). Prints {"seconds": [each question], "memory_bytes"} as JSON.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
from runner import most_memory

_BLOCK = 65_536


def langchain_faiss(vectors, texts, model):
    """LangChain's FAISS store, as its own `from_embeddings` fills it: exact, by vectors alone."""
    from langchain_community.vectorstores import FAISS
    from langchain_huggingface import HuggingFaceEmbeddings

    embeddings = HuggingFaceEmbeddings(model_name=model)
    store = None
    for start in range(0, len(texts), _BLOCK):
        pairs = zip(
            texts[start : start + _BLOCK], vectors[start : start + _BLOCK].astype(np.float32), strict=True
        )
        if store is None:
            store = FAISS.from_embeddings(pairs, embeddings)
        else:
            store.add_embeddings(pairs)
    return lambda question: store.similarity_search(question, k=10)


def txtai_vectors(vectors, texts, model):
    """Txtai's default index, by vectors alone: from 5,000 passages on FAISS's IVF with its own settings."""
    from sentence_transformers import SentenceTransformer
    from txtai import Embeddings

    encoder = SentenceTransformer(model)
    embeddings = Embeddings(
        method="external",
        transform=lambda asked: encoder.encode(list(asked), normalize_embeddings=True),
        content=False,
    )
    embeddings.index((i, vector.astype(np.float32), None) for i, vector in enumerate(vectors))
    return lambda question: [texts[i] for i, _ in embeddings.search(question, 10)]


def main():
    """Fill the index, ask every question."""
    name, folder = sys.argv[1], Path(sys.argv[2])
    given = json.loads((folder / "given.json").read_text(encoding="utf-8"))
    texts = (folder / "texts.txt").read_text(encoding="utf-8").split("\n")
    search = globals()[name](np.load(folder / "vectors.npy", mmap_mode="r"), texts, given["model"])
    for question in given["questions"][:20]:
        search(question)
    seconds = []
    for question in given["questions"]:
        start = time.perf_counter()
        search(question)
        seconds.append(time.perf_counter() - start)
    json.dump({"seconds": seconds, "memory_bytes": most_memory()}, sys.stdout)


if __name__ == "__main__":
    main()
