"""Teach the embedding model the sector's words: pairs and reports in, a small adapter out."""
