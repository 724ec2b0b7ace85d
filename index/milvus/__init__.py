"""Passages in a Milvus server, or in the file of an embedded one, instead of in this machine's index."""
