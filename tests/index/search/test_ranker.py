"""The fast search finds what an independent slow one finds."""

import numpy as np
import pytest

from assistant.answering.assistant import Assistant
from index.lexicon.terms import terms_of
from index.passages import cut_passages
from index.types import Scope

QUESTIONS = [
    "what did inspectors say about return home interviews",
    "UASC numbers hounslow",
    "how many approved fostering households do we have",
    "are siblings kept together when they come to us",
    "zebra",
]
FORMAL = {
    QUESTIONS[0]: "what did inspectors say about offered return interviews",
    QUESTIONS[2]: "how many approved foster carers households do we have",
    QUESTIONS[3]: "are placed with siblings when they come to us",
}
"""The questions that the thesaurus puts into formal words, in these words."""


def slow_scores(assistant: Assistant, question: str, scope: Scope) -> dict[str, float]:
    """Score every admitted paragraph straight from the definition, one at a time."""
    ranker = assistant.ranker
    weights, paragraphs, documents = ranker.weights, ranker.paragraphs.all, ranker.paragraphs.documents
    parsed = assistant.parse(question, scope)
    acronyms = [e.meaning for e in parsed.expansions if e.source == "acronym"]
    query = ranker.encoder.encode([parsed.subject + "".join(f" ({meaning})" for meaning in acronyms)])[0]
    if formal := FORMAL.get(question):
        query = query + weights.widened * ranker.encoder.encode([formal])[0]
        query = query / np.linalg.norm(query)
    passages = cut_passages(paragraphs)
    vectors = np.concatenate(list(ranker.generation.vectors.blocks()))
    dense: dict[str, list[float]] = {p.id: [-1.0, -1.0] for p in paragraphs}
    for passage, vector in zip(passages, vectors, strict=True):
        slot = 1 if passage.kind == "headed" else 0
        dense[passage.paragraph][slot] = max(dense[passage.paragraph][slot], float(vector @ query))
    terms = ranker.generation.terms
    counted = terms_of(parsed.subject)
    lexical = terms.scores(counted)
    for source, weight in (("acronym", weights.expansion), ("thesaurus", weights.thesaurus)):
        meanings = " ".join(e.meaning for e in parsed.expansions if e.source == source)
        added = [term for term in terms_of(meanings) if term not in counted]
        lexical = lexical + weight * terms.scores(added)
        counted += added
    admitted = [i for i, p in enumerate(paragraphs) if parsed.scope.admits(documents[p.document])]
    mixed = {i: (1 - weights.headed) * dense[paragraphs[i].id][0]
             + weights.headed * dense[paragraphs[i].id][1] for i in admitted}  # fmt: skip
    best_dense = max(mixed.values())
    best_lexical = max(float(lexical[i]) for i in admitted) or 1.0
    scores = {}
    for i in admitted:
        document = documents[paragraphs[i].document]
        scores[paragraphs[i].id] = (
            weights.dense * mixed[i] / best_dense
            + (1 - weights.dense) * float(lexical[i]) / best_lexical
            + weights.year * parsed.scope.prefers(document, "year")
            + weights.voice * parsed.scope.prefers(document, "voice")
        )
    return scores


@pytest.mark.parametrize("question", QUESTIONS)
def test_first_ten_are_those_of_the_definition(assistant: Assistant, question: str) -> None:
    expected = slow_scores(assistant, question, Scope())
    best = sorted(expected, key=lambda paragraph_id: -expected[paragraph_id])[:10]
    hits = assistant.search(question, Scope(), 10).hits
    assert [hit.paragraph.id for hit in hits] == best
    np.testing.assert_allclose(
        [hit.score for hit in hits], [expected[paragraph_id] for paragraph_id in best], atol=1e-4
    )
    assert [hit.rank for hit in hits] == list(range(1, 11))


def test_filter_is_applied_before_the_best_are_taken(assistant: Assistant) -> None:
    scope = Scope(document=("ofsted-hillingdon-letter-2011",), given=frozenset({"document"}))
    hits = assistant.search("adoption in families", scope, 27).hits
    assert len(hits) == 27
    assert {hit.document.id for hit in hits} == {"ofsted-hillingdon-letter-2011"}


def test_voice_that_was_asked_for_comes_first(assistant: Assistant) -> None:
    hits = assistant.search("what did inspectors say about return home interviews", Scope(), 60).hits
    ids = [hit.paragraph.id for hit in hits]
    first_council = next(i for i, hit in enumerate(hits) if hit.document.voice == "council")
    assert ids.index("ofsted-hillingdon-2018#para-36") < first_council
    assert ids.index("ofsted-hillingdon-2018#what-needs-to-improve-bullet-2") == 0


def test_vectors_are_of_unit_length(assistant: Assistant) -> None:
    vectors = assistant.ranker.generation.vectors
    rows = vectors.take(np.arange(len(vectors)))
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)


def test_a_comparison_changes_the_order_and_no_score(assistant: Assistant) -> None:
    question = "elected members in Hounslow and in Hillingdon"
    found = assistant.search(question, Scope(), 20)
    assert [len(side) for side in found.sides] == [4, 1]
    authorities = [hit.document.authority for hit in found.hits[:6]]
    for turn in (0, 2, 4):
        assert set(authorities[turn : turn + 2]) == {"Hounslow", "Hillingdon"}
    expected = slow_scores(assistant, question, Scope())
    for hit in found.hits:
        assert hit.score == pytest.approx(expected[hit.paragraph.id], abs=1e-4)
