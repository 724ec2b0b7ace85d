"""The figures as they are kept, and the report that people read."""
