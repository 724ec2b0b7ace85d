"""How fast texts are embedded, beside the bare model and beside what the processor can do."""

import os
import time
from dataclasses import asdict, dataclass
from typing import Any

from index.encoding.encoder import SentenceTransformerEncoder, supports_bfloat16

_BATCHES = (8, 16, 32, 64)
_SQUARE = 2048
"""Rows and columns of the matrices whose product tells what the processor can do."""
_PRODUCTS = 10


@dataclass(frozen=True, slots=True)
class EmbeddingSpeed:
    """Texts a second of the product's encoder, and of the model alone at its best batch.

    `operations` are the floating-point operations that the model needs for all texts,
    padding not counted; `possible` how many a second the processor makes of a product of
    two large matrices, in the precision that the encoder uses.
    """

    texts: int
    threads: int
    seconds: float
    bare_seconds: float
    bare_batch: int
    operations: float
    possible: float

    @property
    def share(self) -> float:
        """Return which share (0 to 1) of what the processor can do is reached."""
        return self.operations / self.seconds / self.possible

    @property
    def summary(self) -> dict[str, object]:
        """All of it as plain data."""
        return {**asdict(self), "share": self.share}


def measure_embedding(encoder: SentenceTransformerEncoder, texts: list[str]) -> EmbeddingSpeed:
    """Embed the texts with the encoder, and with nothing but the model's own layers, on all processors."""
    import torch

    encoder.encode(texts[: max(_BATCHES)])
    start = time.perf_counter()
    encoder.encode(texts)
    seconds = time.perf_counter() - start
    torch.set_num_threads(os.cpu_count() or 1)  # The encoder read the last, short texts with one.
    bare = {batch: _bare(encoder.model, texts, batch) for batch in _BATCHES}
    best = min(bare, key=lambda batch: bare[batch])
    return EmbeddingSpeed(
        len(texts),
        torch.get_num_threads(),
        seconds,
        bare[best],
        best,
        _operations(encoder.model, texts),
        _possible(),
    )


def _bare(model: Any, texts: list[str], batch: int) -> float:
    """Return the seconds of the transformer's layers alone, texts of one length together, tokens ready."""
    import torch

    tokens = sorted((_tokens(model, text) for text in texts), key=len)
    batches = [tokens[i : i + batch] for i in range(0, len(tokens), batch)]
    inputs = [_padded(own) for own in batches]
    start = time.perf_counter()
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=supports_bfloat16()):
        for ids, mask in inputs:
            model.transformers_model(input_ids=ids, attention_mask=mask)
    return time.perf_counter() - start


def _tokens(model: Any, text: str) -> list[int]:
    ids: list[int] = model.tokenizer(text, truncation=True, max_length=model.max_seq_length)["input_ids"]
    return ids


def _padded(tokens: list[list[int]]) -> tuple[Any, Any]:
    import torch

    longest = max(map(len, tokens))
    ids = torch.tensor([own + [0] * (longest - len(own)) for own in tokens])
    mask = torch.tensor([[1] * len(own) + [0] * (longest - len(own)) for own in tokens])
    return ids, mask


def _operations(model: Any, texts: list[str]) -> float:
    """Count two operations for each multiplication and addition of the blocks' matrices.

    A block of n tokens multiplies with four matrices of (h, h), two of (h, f), and twice
    n by n by h for attention (Kaplan et al. 2020, arXiv 2001.08361, table 1).
    """
    config = model.transformers_model.config
    h, f, layers = config.hidden_size, config.intermediate_size, config.num_hidden_layers
    total = 0.0
    for text in texts:
        n = len(_tokens(model, text))
        total += layers * (2 * n * (4 * h * h + 2 * h * f) + 4 * n * n * h)
    return total


def _possible() -> float:
    import torch

    kind = torch.bfloat16 if supports_bfloat16() else torch.float32
    one, other = (torch.randn(_SQUARE, _SQUARE).to(kind) for _ in range(2))
    with torch.inference_mode():
        one @ other
        start = time.perf_counter()
        for _ in range(_PRODUCTS):
            one @ other
        seconds = time.perf_counter() - start
    return 2.0 * _SQUARE**3 * _PRODUCTS / seconds


def embedding_table(speed: EmbeddingSpeed) -> str:
    """Render texts a second, and the share of what the processor can do."""
    rows = {
        "texts, threads": f"{speed.texts}, {speed.threads}",
        "embedded a second": f"{speed.texts / speed.seconds:.0f}",
        f"by the bare model, batches of {speed.bare_batch}": f"{speed.texts / speed.bare_seconds:.0f}",
        "times as long as the bare model": f"{speed.seconds / speed.bare_seconds:.2f}",
        "operations a second": f"{speed.operations / speed.seconds / 1e9:.0f} thousand million",
        "the processor’s, on large matrices": f"{speed.possible / 1e9:.0f} thousand million",
        "share of that reached": f"{speed.share:.2f}",
    }
    return "\n".join(f"{name:36}{value}" for name, value in rows.items())
