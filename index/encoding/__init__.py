"""Texts to vectors: the embedding model, what it was fine-tuned with, and how it runs."""
