"""Which questions are trained on together: half of a batch about one subject, half about anything."""

import random
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

_FEWEST = 8
"""A batch of fewer tells little apart and is left out."""


def topical_batches(
    texts: Sequence[int], likeness: npt.NDArray[np.float32], size: int, generator: random.Random
) -> Iterator[list[int]]:
    """Yield the positions of each batch's questions, every question once.

    `texts` says for each question which text answers it, by its row in `likeness`, the cosines of all
    texts with each other. Half of a batch are questions whose texts are the nearest to the first one's,
    so that what lies beside the right text is hard to tell from it; no text comes twice in a batch.
    """
    own = np.asarray(texts)
    left = np.ones(len(own), np.bool_)
    for first in generator.sample(range(len(own)), len(own)):
        if not left[first]:
            continue
        batch, used = [first], {int(own[first])}
        left[first] = False
        rest = np.flatnonzero(left)
        near = rest[np.argsort(-likeness[own[first]][own[rest]], kind="stable")]
        anywhere = generator.sample(rest.tolist(), len(rest))
        for candidates, most in ((near.tolist(), size // 2), (anywhere, size)):
            for i in candidates:
                if len(batch) >= most:
                    break
                if left[i] and int(own[i]) not in used:
                    batch.append(i)
                    used.add(int(own[i]))
                    left[i] = False
        if len(batch) >= _FEWEST:
            yield batch
