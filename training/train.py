"""Train a low-rank change of the embedding model on pairs."""

import os
import tempfile
from pathlib import Path
from typing import Any

from index.encoder import SentenceTransformerEncoder
from index.model_files import PLAIN_MODEL, find_plain_model
from training.negatives import mine_negatives
from training.types import Pair, Recipe

TRAINED_LAYERS = ["query", "key", "value", "attention.output.dense", "intermediate.dense", "output.dense"]
"""Every linear layer of a block; the word vectors stay, so that words never trained on keep their place."""


def train(texts: dict[str, str], pairs: tuple[Pair, ...], recipe: Recipe, into: Path) -> None:
    """Train on the pairs and write the adapter to the folder `into`, as PEFT writes it.

    In-batch negatives and ones mined among `texts`, paragraphs by id (`negatives.py`); no
    batch holds a text twice. On a GPU where torch finds one, else on the processor.
    """
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import torch
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
    # Drawing dropout's random numbers takes longer than all else on a processor, and its fused
    # attention is slow to differentiate in bfloat16; without both a step takes a fifth of the time.
    model: Any = SentenceTransformer(
        str(find_plain_model()),
        model_kwargs={"attn_implementation": "eager"},
        config_kwargs={"attention_probs_dropout_prob": 0.0, "hidden_dropout_prob": 0.0},
    )
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
        arguments = SentenceTransformerTrainingArguments(
            output_dir=scratch,
            num_train_epochs=recipe.epochs,
            per_device_train_batch_size=recipe.batch,
            learning_rate=recipe.learning_rate,
            lr_scheduler_type="cosine",
            warmup_steps=0.1,
            bf16=torch.cuda.is_available() or torch.cpu.get_capabilities().get("avx512_bf16", False),
            use_cpu=not torch.cuda.is_available(),
            seed=recipe.seed,
            batch_sampler=BatchSamplers.NO_DUPLICATES,
            save_strategy="no",
            report_to="none",
            logging_steps=20,
        )
        SentenceTransformerTrainer(
            model=model,
            args=arguments,
            train_dataset=Dataset.from_dict(columns),
            loss=MultipleNegativesRankingLoss(model, scale=recipe.temperature),
        ).train()
    model.transformers_model.save_pretrained(into)
