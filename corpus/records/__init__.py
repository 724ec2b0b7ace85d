"""What is known about a document: its publisher, authority and dates, and what people correct."""
