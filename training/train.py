"""Train a low-rank change of an embedding model: a large one on pairs, a small one on pairs and a teacher."""

import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.encoding.pooling import read_texts
from index.encoding.torch_model import TorchModel
from index.passages import with_sentences
from index.types import PartedText
from training.batches import topical_batches
from training.one_pass import cosines, encode, encode_all
from training.teacher import Teacher
from training.trainers import work_offline
from training.types import Pair, Recipe

_LINEAR = r"encoder\.layer\.({})\..*(query|key|value|dense|attn\.[qkvo])"
"""Every linear layer of a block; the word vectors stay, so that words never trained on keep their place."""
_NEAR_DUPLICATE = 0.85
"""Cosine of two texts from which one may answer as well as the other: reports repeat each other."""
_WARM_UP = 0.1
"""Share of the steps over which the rate rises; then it falls as a cosine."""
_TOLD_EVERY = 20


def train(
    base: TorchModel,
    pairs: Sequence[Pair],
    recipe: Recipe,
    into: Path,
    teacher: Teacher | None = None,
    unlabelled: Sequence[Sequence[Pair]] = (),
) -> None:
    """Train on the pairs and write the change to the folder `into`, as PEFT writes it.

    A question is to find its text among those of its batch, by the text's vector and by the best
    of its sentences', all of one reading (InfoNCE, both ways). With a teacher, the student's
    scores over a batch are to be spread as the teacher's are, too (Kullback-Leibler divergence of
    softmaxes), also for sets of `unlabelled` questions, such as sentences with the texts that they stand in.
    A batch holds questions of one set.
    """
    work_offline()
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import get_cosine_schedule_with_warmup, set_seed

    set_seed(recipe.seed)
    generator = random.Random(recipe.seed)  # noqa: S311 - nothing secret is drawn
    base.load()
    transformer: Any = base.model.transformers_model
    # The fused one is slow to differentiate in bfloat16 on a processor.
    transformer.set_attn_implementation("eager")
    sets = (pairs, *unlabelled)
    texts = list(dict.fromkeys(pair.text for own in sets for pair in own))
    read = read_texts(base, [with_sentences(text) for text in texts])
    rows = np.stack([own[0] for own in encode_all(transformer, read, base.padding)])
    likeness = rows @ rows.T
    place = {text: i for i, text in enumerate(texts)}
    layers = "|".join(map(str, range(recipe.lowest_layer, transformer.config.num_hidden_layers)))
    student: Any = get_peft_model(
        transformer,
        LoraConfig(
            r=recipe.rank,
            lora_alpha=recipe.rank * recipe.scale,
            lora_dropout=0.0,
            target_modules=_LINEAR.format(layers),
        ),
    )
    student.train()
    weights = [weight for weight in student.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(weights, lr=recipe.learning_rate, weight_decay=0.0)
    steps = round(recipe.epochs * sum(map(len, sets)) / recipe.batch)
    schedule = get_cosine_schedule_with_warmup(optimiser, round(_WARM_UP * steps), steps)

    def epochs() -> Iterator[tuple[Sequence[Pair], bool]]:
        while True:
            batches = [
                ([own[i] for i in batch], own is pairs)
                for own in sets
                for batch in topical_batches([place[p.text] for p in own], likeness, recipe.batch, generator)
            ]
            yield from generator.sample(batches, len(batches))

    for step, (batch, labelled) in zip(range(1, steps + 1), epochs(), strict=False):
        positions = [place[pair.text] for pair in batch]
        asked = read_texts(base, [PartedText(pair.question) for pair in batch])
        questions, _ = encode(student, asked, base.padding)
        found = cosines(questions, *encode(student, [read[i] for i in positions], base.padding))
        loss = torch.zeros(())
        if labelled:
            alike = likeness[np.ix_(positions, positions)] > _NEAR_DUPLICATE
            np.fill_diagonal(alike, False)
            loss = loss + sum(_contrast(scores, alike, recipe.temperature) for scores in found)
        if teacher:
            own = [teacher.texts[pair.text] for pair in batch]
            said = cosines(
                torch.tensor(np.stack([teacher.questions[pair.question] for pair in batch])),
                torch.tensor(np.concatenate(own)),
                [len(text) for text in own],
            )
            pairs_of_scores = zip(found, said, strict=True)
            loss = loss + sum(_divergence(*scores, recipe.temperature) for scores in pairs_of_scores)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()
        schedule.step()
        if step % _TOLD_EVERY == 0:
            print(f"step {step} of {steps}: loss {loss.item():.3f}", file=sys.stderr)
    student.save_pretrained(into)


def _contrast(scores: Any, alike: Any, temperature: float) -> Any:
    """Return how far each question is from finding its own text, and half of how far each text is."""
    import torch

    own = torch.arange(len(scores))
    sharp = (temperature * scores).masked_fill(torch.tensor(alike), float("-inf"))
    cross_entropy = torch.nn.functional.cross_entropy
    return cross_entropy(sharp, own) + 0.5 * cross_entropy(sharp.T, own)


def _divergence(scores: Any, said: Any, temperature: float) -> Any:
    import torch

    return torch.nn.functional.kl_div(
        torch.log_softmax(temperature * scores, 1),
        torch.softmax(temperature * said, 1),
        reduction="batchmean",
    )
