"""One reader a format: from a file to its text, and the blocks that its layout shows."""
