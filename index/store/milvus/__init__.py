"""Vectors in a Milvus instead of in the segments."""
