"""Typing errors and lay words, read by what the library and the sector say."""

from pathlib import Path

import pytest

from index.lexicon.postings import Postings
from index.lexicon.spelling import Vocabulary, in_right_spelling
from index.lexicon.thesaurus import SHIPPED, Thesaurus, ThesaurusError
from index.types import Expansion

pytestmark = pytest.mark.fast


VOCABULARY = Vocabulary.of(
    ["Accommodation is suitable.", "Suitable accommodation; timely assessments.", "Timely assessments"]
)


@pytest.mark.parametrize(
    ("question", "mended"),
    [
        ("accomodation for care leavers", [("accomodation", "accommodation")]),
        ("are assesments timley", [("assesments", "assessments"), ("timley", "timely")]),
        ("pizza", []),
        ("accommodation", []),
        ("TIMLEY", []),
        ("tmely", [("tmely", "timely")]),
        ("imely", []),
        ("suitabble", []),
        ("why aren't they timly", [("timly", "timely")]),
        ("accomodation's", [("accomodation", "accommodation")]),
    ],
)
def test_slips_are_mended_by_the_words_of_the_library(question: str, mended: list[tuple[str, str]]) -> None:
    found = VOCABULARY.mend(question)
    assert [(e.term, e.meaning) for e in found] == mended or question == "suitabble"
    assert all(e.source == "spelling" for e in found)


def test_words_of_the_thesaurus_are_no_slips() -> None:
    assert VOCABULARY.mend("timley", frozenset({"timley"})) == ()


def test_question_in_right_spelling() -> None:
    slips = (Expansion("timley", "timely", "spelling"),)
    assert in_right_spelling("is it timley? timleys", slips) == "is it timely? timleys"


def test_vocabulary_of_parts_counts_paragraphs_together() -> None:
    documents = (["an owl", "an owl and an owl"], ["an ox"])
    parts = [Postings.of_counts([Vocabulary.of(texts).uses]) for texts in documents]
    assert Vocabulary.counted([*parts, Postings.of([])]).uses == {"an": 3, "owl": 2, "and": 1, "ox": 1}


@pytest.fixture
def thesaurus(tmp_path: Path) -> Thesaurus:
    (tmp_path / "a.txt").write_text(
        "# Words\nkids, youngsters > children\nforever home > adoption, permanence\nCP plan = child protection plan\n"
    )
    (tmp_path / "own.txt").write_text("kids > young people\n")
    return Thesaurus.read([tmp_path / "a.txt", tmp_path / "own.txt", tmp_path / "none.txt"])


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("any kid there", [("kid", "children"), ("kid", "young people")]),
        ("forever homes", [("forever homes", "adoption"), ("forever homes", "permanence")]),
        ("CP plans", [("cp plans", "child protection plan")]),
        ("the child protection plan", [("child protection plan", "CP plan")]),
        ("forever and home", []),
        ("young people", []),
    ],
)
def test_phrases_are_widened(thesaurus: Thesaurus, question: str, expected: list[tuple[str, str]]) -> None:
    assert [(e.term, e.meaning) for e in thesaurus.expand(question)] == expected


@pytest.mark.parametrize("line", ["kids children", "kids >", "> children"])
def test_wrong_line_is_told_with_its_place(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.txt").write_text(f"mum > mother\n{line}\n")
    with pytest.raises(
        ThesaurusError, match=r"a\.txt, line 2 is not 'lay words > formal words'; correct or remove"
    ):
        Thesaurus.read([tmp_path / "a.txt"])


def test_shipped_thesaurus_is_sound() -> None:
    meanings = Thesaurus.read([SHIPPED]).meanings
    assert len(meanings) > 400
    assert all(0 < len(phrase) <= 6 for phrase in meanings)
