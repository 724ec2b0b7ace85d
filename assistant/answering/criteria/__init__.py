"""What must hold for hits to answer a question: one criterion after the other, each with its reason."""
