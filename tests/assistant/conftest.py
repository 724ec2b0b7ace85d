"""A library of two small reports about one authority, three years apart."""

import pytest

from assistant.answering.assistant import Assistant
from index.encoding.encoder import SentenceTransformerEncoder
from index.home import Home
from index.update.apply import build_index

EARLY = """What needs to improve

1. The timeliness of foster carer reviews.
2. =HYPERLINK("http://example.org","foster carers") names foster carers.

Findings

3. The fox ran away quickly. The owl sat.
4. -1 foster carers left. Others stayed.
"""
LATE = """Findings

1. Foster carer reviews are now timely. Panels meet.
2. The owl sat.
"""


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory, encoder: SentenceTransformerEncoder) -> Home:
    sources = tmp_path_factory.mktemp("two_reports")
    records = []
    for document_id, year, text in (("early", 2018, EARLY), ("late", 2021, LATE)):
        (sources / f"{document_id}.txt").write_text(text, encoding="utf-8")
        records.append(
            f'[[document]]\nid = "{document_id}"\ntitle = "A report of {year}"\nshort_title = "Ofsted, Barset {year}"\n'
            'publisher = "Ofsted"\nvoice = "inspectors"\nauthority = "Barset"\nkind = "inspection report"\n'
            f'year = {year}\nlicence = "none"\n'
        )
    (sources / "sources.toml").write_text("\n".join(records), encoding="utf-8")
    home = Home(tmp_path_factory.mktemp("small_home"))
    build_index(home, sources, encoder)
    return home


@pytest.fixture(scope="session")
def small_assistant(small_home: Home, encoder: SentenceTransformerEncoder) -> Assistant:
    return Assistant.open(small_home, encoder)
