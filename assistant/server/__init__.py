"""What runs as long as the server does: the open index, changes in the background, requests of commands, the log."""
