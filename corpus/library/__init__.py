"""Where documents, their paragraphs, vectors and original files are kept."""
