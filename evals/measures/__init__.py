"""What is measured: rankings, answers, references, topics, quotations; and whether a figure has fallen."""
