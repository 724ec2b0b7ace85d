"""What the verifier learns from: rows read from files of each form, and as word pieces with their answers."""

import json
import random
from pathlib import Path

import pytest
from tokenizers import Tokenizer

from index.encoding.model_files import find_plain_model
from index.verifying.types import Candidate, Verification
from training.readings import PairsError
from training.verifying.measure import measure
from training.verifying.rows import (
    PAPERS,
    Reports,
    Row,
    is_reading,
    read_rows,
    varied,
    with_other_sections,
)
from training.verifying.run import split_rows
from training.verifying.train import collated, example_of

pytestmark = pytest.mark.fast

REPORT = "barset_2018-01-02.txt"
STAFF = Candidate("Unknown 2018. Staff", "Nine social workers left. Caseloads rose to 24.")


@pytest.fixture
def reports(tmp_path: Path) -> Reports:
    (tmp_path / REPORT).write_text(
        "Staff\n\n1. Nine social workers left. Caseloads rose to 24.\n\n2. The owl sat.\n", encoding="utf-8"
    )
    return Reports(tmp_path)


def rows_of(record: dict[str, object], tmp_path: Path, reports: Reports) -> list[Row]:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    return read_rows(path, reports)


def test_reading_that_answers(tmp_path: Path, reports: Reports) -> None:
    record = {"report": REPORT, "reference": "para 1", "kind": "lay", "question": "How many\nleft?",
              "answer": "Nine social workers"}  # fmt: skip
    (row,) = rows_of(record, tmp_path, reports)
    assert row.question == "How many left?"
    assert row.candidate.text == STAFF.text
    assert (row.answers, row.about, row.words, row.kind, row.authority) == (
        1.0,
        1.0,
        (0, 19),
        "lay",
        "barset",
    )


def test_near_miss_has_no_words(tmp_path: Path, reports: Reports) -> None:
    record = {"report": REPORT, "reference": "para 1", "kind": "neighbouring", "question": "Who sat?",
              "answer": None, "lacks": "another subject"}  # fmt: skip
    (row,) = rows_of(record, tmp_path, reports)
    assert (row.answers, row.about, row.words) == (0.0, 0.5, None)


def test_reading_of_a_paragraph_that_is_not_there_is_left_out(tmp_path: Path, reports: Reports) -> None:
    record = {"report": REPORT, "reference": "para 9", "kind": "lay", "question": "Who?", "answer": "Nine"}
    assert rows_of(record, tmp_path, reports) == []


def test_judged_and_taught_candidates(tmp_path: Path, reports: Reports) -> None:
    record = {"question": "How high are caseloads?", "candidates": [
        {"report": REPORT, "reference": "para 1", "grade": 2, "answer": "rose to 24"},
        {"report": REPORT, "reference": "para 2", "grade": 1},
        {"report": REPORT, "reference": "para 2", "grade": 0},
        {"report": REPORT, "reference": "para 1", "probability": 0.7, "answer": "24"},
    ]}  # fmt: skip
    rows = rows_of(record, tmp_path, reports)
    assert [(row.answers, row.about, row.words, row.kind) for row in rows] == [
        (1.0, 1.0, (36, 46), "judged"),
        (0.1, 1.0, None, "judged"),
        (0.0, 0.0, None, "judged"),
        (0.7, None, (44, 46), "taught"),
    ]


def test_general_sets(tmp_path: Path, reports: Reports) -> None:
    squad = {"article": "Barn_owl", "paragraph": "The owl sat  there.", "questions": [
        {"question": "Who sat?", "answers": ["The owl", "owl"]}, {"question": "Who ran?", "answers": []},
    ]}  # fmt: skip
    rows = rows_of(squad, tmp_path, reports)
    assert [(row.candidate, row.answers, row.words, row.kind, row.authority) for row in rows] == [
        (Candidate("Barn owl", "The owl sat there."), 1.0, (0, 7), "squad", ""),
        (Candidate("Barn owl", "The owl sat there."), 0.0, None, "squad", ""),
    ]
    selqa = {
        "article": "Owl",
        "question": "Who sat?",
        "sentences": ["A fox ran.", "The owl  sat."],
        "answers": [1],
    }
    (row,) = rows_of(selqa, tmp_path, reports)
    assert (row.candidate, row.words) == (Candidate("Owl", "A fox ran. The owl sat."), (11, 23))


@pytest.mark.parametrize("record", [{"what": 1}, {"article": "Owl", "questions": [{}]}, {"candidates": 3}])
def test_line_of_another_form_is_named(record: dict[str, object], tmp_path: Path, reports: Reports) -> None:
    with pytest.raises(PairsError, match=r"rows\.jsonl:1 is nothing that can be learnt from"):
        rows_of(record, tmp_path, reports)


def row(question: str, candidate: Candidate, answers: float, kind: str, authority: str = "") -> Row:
    return Row(question, candidate, answers, None, None, kind, authority)


def test_every_section_gets_a_question_that_it_does_not_answer() -> None:
    rows = [row("a?", Candidate("Owl", "one"), 1.0, "selqa"), row("b?", Candidate("Owl", "two"), 1.0, "selqa"),
            row("c?", Candidate("Fox", "three"), 1.0, "selqa"), row("d?", STAFF, 1.0, "lay")]  # fmt: skip
    found = [
        (own.question, own.candidate.text, own.answers) for own in with_other_sections(rows, 1.0, seed=1)
    ]
    assert found == [
        ("a?", "one", 1.0), ("a?", "two", 0.0), ("b?", "two", 1.0), ("b?", "one", 0.0), ("c?", "three", 1.0),
    ]  # fmt: skip


def test_other_authorities_and_articles_are_kept_to_choose_by() -> None:
    rows = [row("a?", Candidate(name, "one"), 1.0, "squad") for name in ("Owl", "Fox", "Bee")]
    rows += [row("b?", STAFF, 1.0, "judged", name) for name in ("bedford", "lambeth", "hertfordshire")]
    to_train, to_choose = split_rows(rows)
    assert [own.candidate.heading if own.kind == "squad" else own.authority for own in to_train] == [
        "Bee", "hertfordshire",
    ]  # fmt: skip
    assert len(to_choose) == 4


def test_wording_varies_in_what_must_not_matter() -> None:
    generator = random.Random(3)
    own = row("How many left Barset?", STAFF, 1.0, "lay")
    found = {varied(own, generator) for _ in range(300)}
    assert {
        "How many left Barset?",
        "how many left barset?",
        "How many left Barset",
        "how many left barset",
    } < found
    assert "please how many left Barset?" in found


def test_wording_may_name_the_report() -> None:
    generator = random.Random(3)
    own = row("How many left?", Candidate("Ofsted, St Helens 2018. Staff", "Nine."), 1.0, "lay", "st-helens")
    found = {varied(own, generator) for _ in range(300)}
    assert {"How many left in St Helens", "How many left in the 2018 report"} < found
    without = row("How many left?", Candidate("A paper. Staff", "Nine."), 1.0, "lay", "st-helens")
    assert not any("report" in varied(without, generator) for _ in range(300))


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(Path(find_plain_model()) / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def test_example_knows_where_its_answer_stands(tokenizer: Tokenizer) -> None:
    own = Row("How many?", STAFF, 1.0, 1.0, (0, 19), "lay", "barset")
    example = example_of(own, "how many", tokenizer)
    pieces = [tokenizer.id_to_token(i) for i in example.window.ids]
    assert pieces[example.ends[0] : example.ends[1] + 1] == ["nine", "social", "workers"]
    without = example_of(row("How many?", STAFF, 0.0, "lay"), "how many", tokenizer)
    assert (without.ends, without.about) == ((-1, -1), -1)


def test_answer_far_down_a_long_text_is_read_in_its_own_part(tokenizer: Tokenizer) -> None:
    text = "Visits are made every week. " * 100 + "Nine left."
    own = Row("How many?", Candidate("", text), 1.0, 1.0, (len(text) - 10, len(text) - 6), "lay", "barset")
    example = example_of(own, "how many", tokenizer)
    assert tokenizer.id_to_token(example.window.ids[example.ends[0]]) == "nine"


def test_examples_are_filled_up_to_the_longest(tokenizer: Tokenizer) -> None:
    examples = [
        example_of(Row("How many?", own, 1.0, 1.0, None, "lay"), "how many", tokenizer)
        for own in (STAFF, Candidate("", "Nine."))
    ]
    batch = collated([{"example": own} for own in examples], padding=0)
    long, short = map(len, examples)
    assert batch["attention_mask"].sum(1).tolist() == [long, short]
    assert batch["token_type_ids"].sum(1).tolist() == [long - 4, short - 4]
    assert batch["text"].sum(1).tolist() == [len(own.window.offsets) for own in examples]


def test_measure_by_hand() -> None:
    rows = [
        Row("a?", STAFF, 1.0, 1.0, (0, 4), "lay"), Row("a?", STAFF, 0.0, 1.0, None, "lay"),
        Row("b?", STAFF, 1.0, 1.0, (5, 11), "lay"), Row("b?", STAFF, 0.0, 1.0, None, "lay"),
    ]  # fmt: skip
    said = [
        Verification(3, (0, 9)),
        Verification(-1, (0, 0)),
        Verification(0, (0, 4)),
        Verification(1, (0, 0)),
    ]
    told = measure(rows, said)
    # Of the four pairs of an answered and another row three are in order; no threshold loses one of two.
    assert (told.rows, told.answered, told.area, told.refused) == (4, 0.5, 0.75, 0.5)
    assert (told.found, told.first) == (0.5, 0.5)


def test_papers_are_called_by_their_files_and_every_question_finds_its_paragraph(tmp_path: Path) -> None:
    reports = Reports(tmp_path)
    candidate = reports.candidate("westmarch_2014_overview.txt", "para 2.1")
    assert candidate is not None
    assert candidate.heading == "Westmarch overview, 2014. 2. EARLY HELP"
    rows = read_rows(PAPERS.parent / "papers.jsonl", reports)
    assert len(rows) == 1792
    assert sum(row.answers for row in rows) == sum(row.words is not None for row in rows) == 896
    assert {row.authority for row in rows} == {
        "ashbourne-moor", "brackenford", "easterby", "harlow-vale", "kingsreach", "northvale", "southmere",
        "westmarch",
    }  # fmt: skip
    assert all(is_reading(row) for row in rows)
