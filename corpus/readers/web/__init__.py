"""Read web pages as browsers show them; scripts are never run."""
