"""The facade of the checker: a library's paragraphs, and files checked against them."""

from assistant.checking.lookup import Source
from assistant.checking.verdicts import Checker
from corpus.errors import IndexStateError
from corpus.library.library import Library
from corpus.library.opening import is_there
from index.home import Home


def open_checker(home: Home) -> Checker:
    """Return a checker over all paragraphs of a home folder's library; no model is loaded.

    Raises as `library_sources` does.
    """
    return Checker(library_sources(home))


def library_sources(home: Home) -> tuple[Source, ...]:
    """Return the paragraphs of a home folder's library, each with its document.

    Raises IndexStateError where there is no library, LibraryError where it cannot be used.
    """
    if not is_there(home.library):
        raise IndexStateError(f"there is no library in {home.path}", "run 'assistant index' to make one")
    with Library.open(home.library) as library:
        documents = {document.id: document for document in library.documents()}
        return tuple(Source(documents[p.document], p) for p in library.paragraphs())
