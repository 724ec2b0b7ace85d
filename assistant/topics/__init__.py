"""Every paragraph on a topic: found, counted, set side by side, and written to files."""
