"""How fast the product is: commands, pages, additions, many people at once."""
