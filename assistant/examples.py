"""Example questions that the library can answer, made from what it holds."""

from corpus.types import Document

_BY_VOICE = {
    "inspectors": (
        "What did inspectors say about return home interviews?",
        "What are the areas for improvement in {authority}?",
    ),
    "council": ("How did the council respond to the inspection?",),
}


def example_questions(documents: tuple[Document, ...]) -> tuple[str, ...]:
    """Return up to four questions, about the voices and authorities that the library has."""
    questions: list[str] = []
    for document in documents:
        questions += [template.format(authority=document.authority) for template in _BY_VOICE[document.voice]]
    return tuple(dict.fromkeys(questions))[:4]
