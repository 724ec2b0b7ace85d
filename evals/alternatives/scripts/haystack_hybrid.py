"""Haystack's hybrid retrieval: BM25 and vectors over 512-word chunks, joined by reciprocal ranks.

Source: haystack.deepset.ai, tutorial "Creating a Hybrid Retrieval Pipeline" (without its ranker,
which needs a second model).
"""

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

PACKAGES = ("haystack-ai", "sentence-transformers-haystack")


def build(documents, model):
    """Return a search and a way to save the index."""
    store = InMemoryDocumentStore()
    splitter = DocumentSplitter(split_by="word", split_length=512, split_overlap=32)
    splitter.warm_up()
    embedder = SentenceTransformersDocumentEmbedder(model=model, progress_bar=False)
    embedder.warm_up()
    whole = [Document(content=d["text"], meta={"source": d["id"]}) for d in documents]
    store.write_documents(embedder.run(splitter.run(whole)["documents"])["documents"])
    pipeline = Pipeline()
    pipeline.add_component("embedder", SentenceTransformersTextEmbedder(model=model, progress_bar=False))
    pipeline.add_component("vectors", InMemoryEmbeddingRetriever(store))
    pipeline.add_component("terms", InMemoryBM25Retriever(store))
    pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
    pipeline.connect("embedder", "vectors")
    pipeline.connect("terms", "joiner")
    pipeline.connect("vectors", "joiner")

    def search(question, k):
        asked = {"embedder": {"text": question}, "terms": {"query": question}}
        found = pipeline.run(asked)["joiner"]["documents"][:k]
        return [(document.meta["source"], document.content) for document in found]

    return search, lambda folder: store.save_to_disk(f"{folder}/store.json")
