"""Other systems, and other ways to run the model, each in an environment of its own."""
