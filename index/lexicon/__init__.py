"""Words: their stems, postings, acronyms, spelling, and the sector's other names for them."""
