"""Train a cross-encoder on pairs: a model that reads question and paragraph together, and scores them."""

import tempfile
from pathlib import Path

import numpy as np

from index.encoding.encoder import SentenceTransformerEncoder
from index.encoding.model_files import DEFAULT_MODEL, find_plain_model
from index.types import PartedText
from training.negatives import mine_negatives
from training.trainers import PLAIN_ATTENTION, trainer_settings, work_offline
from training.types import Pair

_NEGATIVES = 3
_LENGTH = 128
"""Word pieces of question and paragraph together: thirty of them must be read within a question's time."""
_BATCH = 32
_RATE = 5e-5
_SEED = 7


def train_reranker(texts: dict[str, str], pairs: tuple[Pair, ...], epochs: float, into: Path) -> None:
    """Train on the pairs with negatives mined among `texts`, and write the model to the folder `into`.

    It begins with the plain embedding model's weights, all of which change; each right
    paragraph weighs as much as its three wrong ones (binary cross-entropy).
    """
    work_offline()
    import torch
    from datasets import Dataset
    from sentence_transformers.cross_encoder import (
        CrossEncoder,
        CrossEncoderTrainer,
        CrossEncoderTrainingArguments,
    )
    from sentence_transformers.cross_encoder.losses import BinaryCrossEntropyLoss
    from transformers import set_seed

    # The model that finds the candidates later says what is hard to tell apart.
    finder = SentenceTransformerEncoder(DEFAULT_MODEL)
    questions = finder.encode([pair.question for pair in pairs])
    paragraphs = np.concatenate(finder.encode_parts([PartedText(text) for text in texts.values()]))
    negatives = mine_negatives(pairs, texts, questions, paragraphs, _NEGATIVES)
    rows = [
        (pair.question, text, float(text is pair.text))
        for pair, wrong in zip(pairs, negatives, strict=True)
        for text in (pair.text, *wrong)
    ]
    set_seed(_SEED)
    model = CrossEncoder(
        str(find_plain_model()),
        num_labels=1,
        max_length=_LENGTH,
        **PLAIN_ATTENTION,
    )
    with tempfile.TemporaryDirectory() as scratch:
        arguments = CrossEncoderTrainingArguments(**trainer_settings(scratch, epochs, _BATCH, _RATE, _SEED))
        CrossEncoderTrainer(
            model=model,
            args=arguments,
            train_dataset=Dataset.from_dict(
                {
                    "question": [question for question, _, _ in rows],
                    "paragraph": [text for _, text, _ in rows],
                    "label": [label for _, _, label in rows],
                }
            ),
            loss=BinaryCrossEntropyLoss(model, pos_weight=torch.tensor(float(_NEGATIVES))),
        ).train()
    model.save_pretrained(str(into))
