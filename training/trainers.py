"""What the trainers have in common: the settings that make them fast where there is no GPU."""

import os
from typing import Any

PLAIN_ATTENTION: dict[str, dict[str, Any]] = {
    "model_kwargs": {"attn_implementation": "eager"},
    "config_kwargs": {"attention_probs_dropout_prob": 0.0, "hidden_dropout_prob": 0.0},
}
"""For loading a model. Drawing dropout's random numbers takes longer than all else on a processor,
and its fused attention is slow to differentiate in bfloat16; without both a step takes a fifth of
the time."""


def work_offline() -> None:
    """Keep the libraries that are imported next from looking for anything in a network."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


def trainer_settings(scratch: str, epochs: float, batch: int, rate: float, seed: int) -> dict[str, Any]:
    """Return the trainer's arguments: a rate that warms up for a tenth and falls as a cosine, bfloat16.

    On a GPU where torch finds one, else on the processor; nothing is kept in the folder `scratch`.
    """
    import torch

    on_gpu = torch.cuda.is_available()
    return {
        "output_dir": scratch,
        "num_train_epochs": epochs,
        "per_device_train_batch_size": batch,
        "learning_rate": rate,
        "lr_scheduler_type": "cosine",
        "warmup_steps": 0.1,
        "bf16": on_gpu or torch.cpu.get_capabilities().get("avx512_bf16", False),
        "use_cpu": not on_gpu,
        "seed": seed,
        "save_strategy": "no",
        "report_to": "none",
        "logging_steps": 20,
    }
