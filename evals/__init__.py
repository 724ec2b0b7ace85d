"""Question sets, measures and reports; looks on."""
