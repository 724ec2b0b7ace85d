"""Files to documents and numbered paragraphs; knows nothing of search."""
