"""LangChain's tutorial on retrieval: 1,000-character chunks, 200 overlapping, in a FAISS store.

Source: docs.langchain.com, "Build a semantic search engine".
"""

from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

PACKAGES = ("langchain-community", "langchain-text-splitters", "langchain-huggingface", "faiss-cpu")


def build(documents, model):
    """Return a search and a way to save the index."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
    whole = [Document(page_content=d["text"], metadata={"id": d["id"]}) for d in documents]
    store = FAISS.from_documents(splitter.split_documents(whole), HuggingFaceEmbeddings(model_name=model))

    def search(question, k):
        return [(d.metadata["id"], d.page_content) for d in store.similarity_search(question, k=k)]

    return search, store.save_local
