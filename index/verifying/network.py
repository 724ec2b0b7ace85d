"""The verifier's network in PyTorch: the plain embedding model with other layers, and what reads its output.

A BERT cross-encoder (arXiv 1910.14424) with a head for the ends of the answering words beside the one for
the verdict, as readers for SQuAD 2.0 have them (arXiv 1810.04805, section 4.3).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch import nn

from index.encoding.model_files import PLAIN, PublishedModel

EMBEDDINGS = "body.embeddings."
"""How the names of the weights begin that are the plain model's, unchanged."""


class VerifierNetwork(nn.Module):
    """Reads question and candidate, says whether the one answers the other, and where.

    `body` is a transformer that returns vectors of word pieces.
    """

    def __init__(self, body: Any) -> None:
        super().__init__()
        self.body: Any = body
        self.padding = int(body.config.pad_token_id)
        dimension = int(body.config.hidden_size)
        self.dense = nn.Linear(dimension, dimension)
        self.verdict = nn.Linear(dimension, 2)
        self.ends = nn.Linear(dimension, 2)
        for head in (self.verdict, self.ends):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def inputs(self, read: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        """Return what the body takes of word pieces, mask and types: not every model tells types apart."""
        typed = getattr(self.body.config, "type_vocab_size", 0) > 1
        return {name: own for name, own in read.items() if typed or name != "token_type_ids"}

    def forward(self, **inputs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the log-odds (texts, 2) of answering and of being about the subject, and the ends.

        Those are the scores (texts, pieces, 2) of each word piece as the first and the last that answers.
        """
        vectors = self.body(**inputs).last_hidden_state
        mask = inputs["attention_mask"].unsqueeze(-1).to(vectors.dtype)
        mean = (vectors * mask).sum(1) / mask.sum(1)
        verdict = self.verdict(torch.tanh(self.dense(vectors[:, 0] + mean)))
        return verdict, self.ends(vectors)


@contextmanager
def opened_network(base: PublishedModel = PLAIN) -> Iterator[tuple[VerifierNetwork, Path]]:
    """Yield an untrained network over a published model, and its folder, where the tokenizer lies.

    Raises ModelError as `PublishedModel.opened` does.
    """
    from transformers import AutoModel
    from transformers.utils import logging

    logging.disable_progress_bar()
    logging.set_verbosity_error()  # It tells that a pooling layer is left out, as it should be.
    with base.opened() as folder:
        body: Any = AutoModel.from_pretrained(
            folder,
            attn_implementation="eager",
            add_pooling_layer=False,
            # Drawing dropout's random numbers takes longer than all else on a processor.
            attention_probs_dropout_prob=0.0,
            hidden_dropout_prob=0.0,
        )
        yield VerifierNetwork(body), folder
