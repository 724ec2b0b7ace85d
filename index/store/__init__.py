"""The index on disk: segments, generations, and the vectors in them."""
