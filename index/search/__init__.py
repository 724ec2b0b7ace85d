"""From a parsed question to ranked paragraphs."""
