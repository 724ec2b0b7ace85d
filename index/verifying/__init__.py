"""Read question and paragraph together: does it answer, with which words, how surely."""
