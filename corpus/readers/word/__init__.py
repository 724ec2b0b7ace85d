"""Read Word documents as Word shows them; the reader and the checker share it."""
