"""Train a low-rank change of the embedding model on pairs."""

import tempfile
from pathlib import Path
from typing import Any

from index.encoding.encoder import SentenceTransformerEncoder
from index.encoding.model_files import PLAIN_MODEL, find_plain_model
from training.negatives import mine_negatives
from training.trainers import PLAIN_ATTENTION, trainer_settings, work_offline
from training.types import Pair, Recipe

TRAINED_LAYERS = ["query", "key", "value", "attention.output.dense", "intermediate.dense", "output.dense"]
"""Every linear layer of a block; the word vectors stay, so that words never trained on keep their place."""


def train(texts: dict[str, str], pairs: tuple[Pair, ...], recipe: Recipe, into: Path) -> None:
    """Train on the pairs and write the adapter to the folder `into`, as PEFT writes it.

    In-batch negatives and ones mined among `texts`, paragraphs by id (`negatives.py`); no
    batch holds a text twice. On a GPU where torch finds one, else on the processor.
    """
    work_offline()
    from datasets import Dataset
    from peft import LoraConfig
    from sentence_transformers import (
        SentenceTransformer,
        SentenceTransformerTrainer,
        SentenceTransformerTrainingArguments,
    )
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
    from sentence_transformers.training_args import BatchSamplers
    from transformers import set_seed

    plain = SentenceTransformerEncoder(PLAIN_MODEL)
    negatives = mine_negatives(
        pairs,
        texts,
        plain.encode([pair.question for pair in pairs]),
        plain.encode(list(texts.values())),
        recipe.negatives,
    )
    columns: dict[str, list[str]] = {
        "question": [pair.question for pair in pairs],
        "paragraph": [pair.text for pair in pairs],
    }
    for i in range(recipe.negatives):
        columns[f"negative_{i}"] = [mined[i] for mined in negatives]
    set_seed(recipe.seed)
    model: Any = SentenceTransformer(str(find_plain_model()), **PLAIN_ATTENTION)
    model.max_seq_length = recipe.length
    model.add_adapter(
        LoraConfig(
            r=recipe.rank,
            lora_alpha=recipe.rank * recipe.scale,
            lora_dropout=0.0,
            target_modules=TRAINED_LAYERS,
        )
    )
    with tempfile.TemporaryDirectory() as scratch:
        settings = trainer_settings(scratch, recipe.epochs, recipe.batch, recipe.learning_rate, recipe.seed)
        arguments = SentenceTransformerTrainingArguments(
            **settings, batch_sampler=BatchSamplers.NO_DUPLICATES
        )
        SentenceTransformerTrainer(
            model=model,
            args=arguments,
            train_dataset=Dataset.from_dict(columns),
            loss=MultipleNegativesRankingLoss(model, scale=recipe.temperature),
        ).train()
    model.transformers_model.save_pretrained(into)
