"""The words of training."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and the paragraph that answers it.

    `authority` is the report's file name up to its date; `paragraph` is the id of the
    paragraph, and `text` its text.
    """

    question: str
    paragraph: str
    text: str
    authority: str


@dataclass(frozen=True, slots=True)
class Collection:
    """The pairs, and the text of every paragraph of the reports by id, in the reports' order."""

    pairs: tuple[Pair, ...]
    paragraphs: dict[str, str]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a model is trained; the defaults are what the small model was trained with.

    `rank` of the low-rank change of each linear layer from `lowest_layer` on, `scale` by which it is
    multiplied over its rank (LoRA's alpha / r, arXiv 2106.09685), `temperature` the factor on cosines
    in the losses (InfoNCE's 1 / tau), `sentences` how many of the texts' sentences are learnt from the
    teacher, and `general` how many questions about anything else. No prompt stands before questions or
    paragraphs.
    """

    rank: int = 64
    lowest_layer: int = 0
    scale: float = 2.0
    epochs: float = 1.5
    learning_rate: float = 5e-4
    batch: int = 32
    temperature: float = 20.0
    sentences: int = 3000
    general: int = 6000
    seed: int = 7


LARGE_RECIPE = Recipe(rank=32, lowest_layer=3, learning_rate=2e-4)
"""What the large model was trained with."""
