"""The verifier's network as something runs it."""

from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from index.encoding.pooling import Ids

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FloatArray = npt.NDArray[np.float32]
Read = tuple[FloatArray, FloatArray]
"""Of windows: the log-odds (windows, 2) of answering and of being about the subject, and the scores
(windows, pieces, 2) of each word piece as the first and the last that answers."""


class Network(Protocol):
    """A network as something runs it."""

    @property
    def tokenizer(self) -> "Tokenizer":
        """What cuts texts into word pieces, neither cutting them short nor filling them up."""
        ...

    @property
    def padding(self) -> int:
        """The number of the word piece that fills up a batch."""
        ...

    def read(self, ids: Ids, mask: Ids, types: Ids) -> Read:
        """Return what the network says of windows; any thread may ask.

        `ids` are the numbers of their word pieces, `mask` is 0 where those only fill up, `types` 1 where
        they are the candidate's; (windows, pieces) each.
        """
        ...
