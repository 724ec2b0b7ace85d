"""How near a question is to what the library is not about."""

from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.encoding.encoder import Encoder, Vectors

SHIPPED = Path(__file__).with_name("off_topic.txt")
"""Other services of a council and everyday subjects, one a line; lines that begin with # are remarks."""


class OtherSubjects:
    """Subjects that other people's questions are about; embedded at the first question."""

    def __init__(self, encoder: Encoder, file: Path = SHIPPED) -> None:
        self._encoder = encoder
        self._file = file

    def nearness(self, query: npt.NDArray[np.float32]) -> float:
        """Return the cosine (-1 to 1) of a question, (1, dimension), with the nearest of the subjects."""
        return float((self._vectors @ query[0]).max())

    @cached_property
    def _vectors(self) -> Vectors:
        lines = (line.strip() for line in self._file.read_text(encoding="utf-8").splitlines())
        return self._encoder.encode([line for line in lines if line and not line.startswith("#")])
