"""How the product does with libraries of up to a million passages."""
