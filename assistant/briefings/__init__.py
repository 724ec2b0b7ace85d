"""Briefings: quotes, headings and the user's own words, cited, as Word, Markdown and HTML files."""
