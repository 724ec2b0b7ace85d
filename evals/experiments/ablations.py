"""What each part of the search is worth: the figures with it switched off."""

from assistant.answering.assistant import Assistant
from evals.measures.retrieval import RankedQuestion, run_retrieval
from evals.sets.types import Question
from index.search.ranker import Weights

VARIANTS: dict[str, Weights | None] = {
    "as shipped": Weights(),
    "terms only (BM25)": Weights(dense=0.0),
    "vectors only": Weights(dense=1.0),
    "without the vectors under headings": Weights(headed=0.0),
    "without year and voice": Weights(year=0.0, voice=0.0),
    "without parts of a report": Weights(part=0.0),
    "without taking questions apart": Weights(clause=0),
    "without the thesaurus": Weights(thesaurus=0.0, widened=0.0),
    "without any expansion": None,
}
"""Names and weights; None switches acronyms, thesaurus and spelling off, with the weights as shipped."""


def run_ablations(
    assistant: Assistant, questions: tuple[Question, ...]
) -> dict[str, tuple[RankedQuestion, ...]]:
    """Search for every answerable question with each variant."""
    return {name: run_retrieval(_vary(assistant, weights), questions) for name, weights in VARIANTS.items()}


def _vary(assistant: Assistant, weights: Weights | None) -> Assistant:
    if weights is None:
        return assistant.with_options(expand=False)
    return assistant.with_options(weights=weights)
