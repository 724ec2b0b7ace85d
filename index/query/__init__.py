"""What a question asks: its scope, its words, its clauses, and what it takes from the one before."""
