"""The five shipped documents, paragraph by paragraph, as somebody read them."""

import json
from pathlib import Path

import pytest

from corpus.records.sources import SHIPPED_DOCUMENTS, read_sources, read_text
from corpus.segmentation.segment import read_paragraphs
from corpus.types import Document, join_pieces
from evals.measures.references import GOLDEN

pytestmark = pytest.mark.fast


DOCUMENTS = {document.id: document for document in read_sources(SHIPPED_DOCUMENTS)}
SHARED = Path(__file__).parents[4] / "shared" / "corpus"


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=list(DOCUMENTS))
def test_segmentation_is_the_golden_one(document: Document) -> None:
    source = read_text(SHIPPED_DOCUMENTS, document)
    golden = [json.loads(line) for line in (GOLDEN / f"{document.id}.jsonl").read_text("utf-8").splitlines()]
    found = [
        {
            "reference": p.reference,
            "kind": p.kind,
            "number": p.number,
            "section": p.section,
            "lead_in": p.lead_in,
            "spans": [[s.start, s.end] for s in p.spans],
            "text": p.text,
        }
        for p in read_paragraphs(document, source)
    ]
    assert found == golden


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=list(DOCUMENTS))
def test_every_text_is_the_source_at_its_spans(document: Document) -> None:
    source = read_text(SHIPPED_DOCUMENTS, document)
    for paragraph in read_paragraphs(document, source):
        assert paragraph.text == join_pieces(source, paragraph.spans)


@pytest.mark.parametrize(
    ("document_id", "numbers"),
    [
        ("ofsted-hillingdon-2018", [str(n) for n in range(1, 41)]),
        ("ofsted-hounslow-2014", [str(n) for n in range(1, 163)]),
        (
            "hillingdon-cabinet-response-2014",
            ["1", "2", "3", "3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "1", "2", "3"],
        ),
    ],
)
def test_numbers_are_the_documents_own(document_id: str, numbers: list[str]) -> None:
    paragraphs = read_paragraphs(DOCUMENTS[document_id], read_text(SHIPPED_DOCUMENTS, DOCUMENTS[document_id]))
    assert [p.number for p in paragraphs if p.number] == numbers


def test_paragraph_cut_by_a_footnote_is_whole() -> None:
    document = DOCUMENTS["ofsted-hounslow-2014"]
    paragraphs = {p.reference: p for p in read_paragraphs(document, read_text(SHIPPED_DOCUMENTS, document))}
    assert paragraphs["'Child protection in this area', bullet 3"].text.endswith(
        "was less than five. This was also the case for previous years. At the time of this inspection "
        "five children were known to the authority to be living in private fostering arrangements."
    )
    minority = next(
        p for p in paragraphs.values() if p.text.startswith("Children and young people from minority")
    )
    assert minority.section == "Children living in this area"


def test_shipped_documents_are_the_published_ones_byte_for_byte() -> None:
    if not SHARED.is_dir():
        pytest.skip("the originals are not beside this checkout")
    for path in sorted(SHARED.iterdir()):
        assert (SHIPPED_DOCUMENTS / path.name).read_bytes() == path.read_bytes()
