"""What was measured, kept: a line a question, and the figures as plain data."""
