"""A cross-encoder, named in the settings, puts the first paragraphs into another order."""

from pathlib import Path

import pytest

from assistant.answering.assistant import Assistant
from corpus.errors import ModelError
from index.encoding.encoder import SentenceTransformerEncoder
from index.encoding.model_files import find_plain_model
from index.encoding.reranker import CANDIDATES, CrossEncoderReranker
from index.home import Home
from index.types import Scope


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A real, untrained cross-encoder of one small layer."""
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification, set_seed

    set_seed(1)
    folder = tmp_path_factory.mktemp("cross-encoder")
    tokenizer = AutoTokenizer.from_pretrained(find_plain_model())
    config = BertConfig(
        vocab_size=tokenizer.vocab_size, hidden_size=32, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=64, num_labels=1,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)


def test_first_paragraphs_are_put_into_its_order(
    home: Home, encoder: SentenceTransformerEncoder, assistant: Assistant, tiny: str
) -> None:
    question = "return home interviews"
    reranker = CrossEncoderReranker(tiny)
    plain = assistant.search(question, Scope(), 40).hits
    again = Assistant.open(home, encoder, reranker).search(question, Scope(), 40).hits
    first = [hit.paragraph for hit in plain[:CANDIDATES]]
    scores = reranker.score(question, [paragraph.text for paragraph in first])
    expected = [
        paragraph.id for _, paragraph in sorted(zip(-scores, first, strict=True), key=lambda pair: pair[0])
    ]
    assert [hit.paragraph.id for hit in again[:CANDIDATES]] == expected
    assert [hit.paragraph.id for hit in again[CANDIDATES:]] == [
        hit.paragraph.id for hit in plain[CANDIDATES:]
    ]
    # Its own score is what a paragraph keeps.
    own = {hit.paragraph.id: hit.score for hit in plain}
    assert [hit.score for hit in again] == [own[hit.paragraph.id] for hit in again]


def test_model_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="ASSISTANT_RERANKER"):
        CrossEncoderReranker(str(tmp_path / "nothing")).score("a", ["b"])
