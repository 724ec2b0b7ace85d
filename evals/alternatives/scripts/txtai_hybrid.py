"""txtai's hybrid index of terms and vectors over paragraphs.

Source: neuml.github.io/txtai, "Semantic search" and "Segmentation".
"""

from txtai import Embeddings
from txtai.pipeline import Segmentation

PACKAGES = ("txtai",)


def build(documents, model):
    """Return a search and a way to save the index."""
    segments = Segmentation(paragraphs=True)
    texts = [(d["id"], text) for d in documents for text in segments(d["text"]) if text.strip()]
    embeddings = Embeddings(path=model, hybrid=True, content=True)
    embeddings.index([text for _, text in texts])

    def search(question, k):
        return [texts[int(hit["id"])] for hit in embeddings.search(question, k)]

    return search, lambda folder: embeddings.save(f"{folder}/index")
