"""What each part of the search is worth, and what is fitted."""
