"""Follow a library that several servers share: one changes it, the others bring their index up to it."""

from contextlib import closing

from corpus.errors import IndexStateError
from corpus.library import Library
from index.additions import PATIENCE
from index.build import Change, Home, update_index
from index.encoder import Encoder
from index.generation import current_name


def follow_library(home: Home, encoder: Encoder) -> None:
    """Bring this server's index up to what the library holds; vectors that are kept there are not made again.

    Raises as `update_index` does.
    """
    with closing(Library.open(home.library)) as library:
        fingerprint = library.fingerprint()
    try:
        current_name(home.index, fingerprint)
    except IndexStateError:
        update_index(home, _nothing, encoder, patience=PATIENCE)


def _nothing(library: Library) -> Change:
    return Change(left_out=library.left_out())
