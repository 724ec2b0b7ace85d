"""LlamaIndex as it comes: VectorStoreIndex over its sentence splitter's chunks of 1,024 tokens.

Source: docs.llamaindex.ai, "Starter tutorial (using local LLMs)".
"""

from llama_index.core import Document, Settings, VectorStoreIndex
from llama_index.embeddings.huggingface import HuggingFaceEmbedding

PACKAGES = ("llama-index-core", "llama-index-embeddings-huggingface")


def build(documents, model):
    """Return a search and a way to save the index."""
    Settings.embed_model = HuggingFaceEmbedding(model_name=model)
    whole = [Document(text=d["text"], metadata={"id": d["id"]}) for d in documents]
    index = VectorStoreIndex.from_documents(whole)

    def search(question, k):
        nodes = index.as_retriever(similarity_top_k=k).retrieve(question)
        return [(found.node.metadata["id"], found.node.get_content()) for found in nodes]

    return search, index.storage_context.persist
