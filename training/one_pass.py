"""Texts read once, with gradients: their vectors and their parts', as the product has them (`pooling.py`)."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from index.encoding.pooling import ReadText, Vectors

_AT_ONCE = 16


def encode(transformer: Any, texts: Sequence[ReadText], padding: int) -> tuple[Any, list[int]]:
    """Return the vectors of texts and parts, (rows, dimension) of unit length, and how many each text has.

    Of a text longer than the model reads at once only the first run is read. In bfloat16.
    """
    import torch

    pieces = [text.pieces[0] for text in texts]
    ids = torch.full((len(pieces), max(map(len, pieces))), padding)
    mask = torch.zeros_like(ids)
    for row, piece in enumerate(pieces):
        ids[row, : len(piece)] = torch.tensor(piece)
        mask[row, : len(piece)] = 1
    with torch.autocast("cpu", torch.bfloat16):
        hidden = transformer(input_ids=ids, attention_mask=mask).last_hidden_state
    rows: list[Any] = []
    for vectors, text, piece in zip(hidden, texts, pieces, strict=True):
        whole = vectors[: len(piece)].float().mean(0)
        words = vectors[1 : len(piece) - 1].float()
        rows += [whole, *(words[a:b].mean(0) if a < min(b, len(words)) else whole for a, b in text.parts)]
    return torch.nn.functional.normalize(torch.stack(rows), dim=1), [1 + len(text.parts) for text in texts]


def encode_all(transformer: Any, texts: Sequence[ReadText], padding: int) -> list[Vectors]:
    """Return the vectors of many texts and their parts, (1 + parts, dimension) each, without gradients."""
    import torch

    vectors: list[Vectors] = [np.empty((0, 0), np.float32)] * len(texts)
    order = sorted(range(len(texts)), key=lambda i: -texts[i].tokens)
    with torch.no_grad():
        for first in range(0, len(order), _AT_ONCE):
            batch = order[first : first + _AT_ONCE]
            rows, counts = encode(transformer, [texts[i] for i in batch], padding)
            for i, own in zip(batch, torch.split(rows, counts), strict=True):
                vectors[i] = own.numpy()
    return vectors


def cosines(questions: Any, rows: Any, counts: Sequence[int]) -> tuple[Any, Any]:
    """Return the cosines of questions with texts, and with the best of each text and its parts.

    `questions` are (questions, dimension); `rows` those of texts and their parts, `counts` how many
    each text has. Both results are (questions, texts): by these two the search finds a paragraph.
    """
    import torch

    own = torch.split(questions @ rows.T, list(counts), dim=1)
    return torch.stack([text[:, 0] for text in own], 1), torch.stack([text.amax(1) for text in own], 1)
