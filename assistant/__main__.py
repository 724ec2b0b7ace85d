"""`python -m assistant` is the `assistant` command."""

from assistant.commands.main import main

main(prog_name="assistant")
