"""What a page shows when something goes wrong: one sentence, what to do, and a reference for the log."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from assistant.server.log import log_error
from assistant.settings import home_folder
from corpus.errors import UserError

Show = Callable[[], None]


@contextmanager
def errors_shown() -> Iterator[None]:
    """Show an error of whatever is done inside, and log it; the page goes on after it."""
    try:
        yield
    except UserError as error:
        reference = _logged(error)
        st.error(f"{error.sentence} (Reference {reference})", icon=":material/error:")
    except Exception as error:  # A defect: the reader gets a reference, the log the traceback.
        reference = _logged(error)
        st.error(
            "Something went wrong. Try again; if it stays so, tell whoever runs this the reference "
            f"{reference}.",
            icon=":material/error:",
        )


def _logged(error: Exception) -> str:
    try:
        return log_error(home_folder().path, error)
    except UserError:
        return "none"  # Where the settings name no folder there is no log either.
