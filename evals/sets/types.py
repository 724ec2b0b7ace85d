"""A question with what a right answer must hold."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Judgement:
    """A sentence or part of one that answers: the paragraph of `document` that holds it is right."""

    document: str
    quote: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a set.

    `type` is what makes it hard (lexical, paraphrase, acronym, figure, scoped, multi,
    compare; near_miss and off_topic have no answer). `all_required` says that a full
    answer needs every judgement, not one of them. `split` is "tune" for questions that
    something may be fitted on or chosen by; all others are "test". `set` names the file
    that it comes from.
    """

    id: str
    text: str
    type: str
    gold: tuple[Judgement, ...]
    all_required: bool
    answerable: bool
    split: Literal["tune", "test"] = "test"
    set: str = ""
