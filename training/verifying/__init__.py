"""From questions with paragraphs that answer them, or nearly do, to the verifier's weights."""
