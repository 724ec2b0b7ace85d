"""Paragraphs to ranked hits; knows nothing of answers."""
