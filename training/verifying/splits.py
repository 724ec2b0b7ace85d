"""Which authorities the verifier's recipes are chosen by."""

from training import splits

CHOSEN_BY = splits.CHOSEN_BY | {"darlington", "lambeth", "harlow-vale"}
"""More than those that the encoder was chosen by, which have few rows, and one whose papers are written."""
