"""A real verifier at work, one that learnt nothing: its word counts, and none is refused for want of it."""

from pathlib import Path

import pytest
import torch

from assistant.answering.assistant import Assistant
from assistant.answering.text_output import render_answer
from index.encoding.encoder import SentenceTransformerEncoder
from index.home import Home
from index.types import Scope
from index.verifying.network import opened_network
from index.verifying.verifier import CrossEncoderVerifier
from index.verifying.weights import save_weights

QUESTION = "What did inspectors say about caseloads?"


@pytest.fixture(scope="module")
def verified(
    home: Home, encoder: SentenceTransformerEncoder, tmp_path_factory: pytest.TempPathFactory
) -> Assistant:
    path = tmp_path_factory.mktemp("verifier") / "verifier.safetensors"
    torch.manual_seed(1)
    with opened_network() as (network, _):
        save_weights(network, path)
    return Assistant.open(home, encoder, CrossEncoderVerifier(path))


def test_answer_tells_how_surely_each_quote_answers(verified: Assistant) -> None:
    answer = verified.ask(QUESTION, Scope())
    probabilities = [quote.probability for quote in (*answer.quotes, *answer.related)]
    assert None not in probabilities
    assert answer.unverified is None
    assert answer.trace[-1].criterion == "verified"
    quoted = [quote.probability or 0 for quote in answer.quotes]
    assert quoted == sorted(quoted, reverse=True)
    assert [quote.sentence is not None for quote in answer.quotes] == [
        quote.sureness == "answers" for quote in answer.quotes
    ]


def test_search_puts_the_surest_first_and_leaves_scores_alone(
    verified: Assistant, assistant: Assistant
) -> None:
    plain = assistant.search(QUESTION, Scope(), 30).hits
    own = verified.search(QUESTION, Scope(), 30).hits
    assert {hit.paragraph.id: hit.score for hit in own} == {hit.paragraph.id: hit.score for hit in plain}
    assert [hit.paragraph.id for hit in own[12:]] == [hit.paragraph.id for hit in plain[12:]]
    assert {hit.paragraph.id for hit in own[:12]} == {hit.paragraph.id for hit in plain[:12]}
    assert [hit.rank for hit in own] == list(range(1, 31))


def test_grades_need_no_reading(verified: Assistant, assistant: Assistant) -> None:
    question = "What was the overall grade for Hillingdon in 2018?"
    assert [quote.paragraph.id for quote in verified.ask(question, Scope()).quotes] == [
        quote.paragraph.id for quote in assistant.ask(question, Scope()).quotes
    ]


def test_missing_verifier_refuses_nothing_and_is_told(
    home: Home, encoder: SentenceTransformerEncoder, assistant: Assistant, tmp_path: Path
) -> None:
    without = Assistant.open(home, encoder, CrossEncoderVerifier(tmp_path / "nothing.safetensors"))
    answer = without.ask(QUESTION, Scope())
    assert [quote.paragraph.id for quote in answer.quotes] == [
        quote.paragraph.id for quote in assistant.ask(QUESTION, Scope()).quotes
    ]
    assert answer.unverified
    assert "nothing.safetensors cannot be read" in answer.unverified
    assert "unset it" in " ".join(render_answer(answer).split())
    assert without.search(QUESTION, Scope(), 5).hits == assistant.search(QUESTION, Scope(), 5).hits
