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
    """How a model is trained; the defaults are what the shipped adapter was trained with.

    `rank` of the low-rank change of each linear layer, `scale` by which it is multiplied
    over its rank (LoRA's alpha / r, arXiv 2106.09685), `length` in word pieces at which
    paragraphs are cut, `temperature` the factor on cosines in the loss (InfoNCE's 1 / tau),
    `negatives` mined for each question. No prompt stands before questions or paragraphs.
    """

    rank: int = 32
    scale: float = 2.0
    epochs: float = 3.0
    learning_rate: float = 2e-4
    batch: int = 32
    length: int = 192
    temperature: float = 20.0
    negatives: int = 1
    seed: int = 7
