"""What lives as long as the server: the open index, background changes, commands' requests, the log."""
