"""Checks the quotations and references of a finished briefing, whoever wrote it, against the documents."""
