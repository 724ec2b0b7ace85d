"""Answering a question: what was found, whether it answers, and how that is quoted, cited and said."""
