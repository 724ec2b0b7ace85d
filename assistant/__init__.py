"""From hits to cited answers: the command line, the app's pages."""
