"""Pairs find their paragraphs, those for measuring are never trained on, and near-duplicates are no negatives."""

from pathlib import Path

import numpy as np
import pytest

from tests.corpus.readers.test_readers import write_report
from training.negatives import mine_negatives
from training.pairs import authority_of, read_collection
from training.readings import PairsError
from training.splits import (
    CHOSEN_BY,
    KEPT_FOR_MEASURING,
    pairs_to_choose_by,
    pairs_to_train_on,
    paragraphs_to_train_on,
    share_of,
)
from training.types import Collection, Pair

pytestmark = pytest.mark.fast


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for name in ("barset_2024-01-02", "luton_2024-01-02", "bedford_2024-01-02"):
        write_report(folder / f"{name}.pdf")
    return folder


def write_pairs(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_pairs_find_their_paragraphs_by_number_and_by_reference(reports: Path, tmp_path: Path) -> None:
    pairs = write_pairs(
        tmp_path / "pairs.jsonl",
        '{"report": "barset_2024-01-02.pdf", "paragraph": 3, "questions": ["where do they live?", "homes"]}',
        '{"report": "luton_2024-01-02.pdf", "reference": "para 3", "questions": ["Where?"]}',
        '{"report": "bedford_2024-01-02.pdf", "reference": "para 3", "questions": ["And here?"]}',
    )
    collection = read_collection([pairs], reports)
    assert [(pair.question, pair.paragraph, pair.authority) for pair in collection.pairs] == [
        ("where do they live?", "barset_2024-01-02#para-3", "barset"),
        ("homes", "barset_2024-01-02#para-3", "barset"),
        ("Where?", "luton_2024-01-02#para-3", "luton"),
        ("And here?", "bedford_2024-01-02#para-3", "bedford"),
    ]
    assert all(pair.text == collection.paragraphs[pair.paragraph] for pair in collection.pairs)
    assert {pair.authority for pair in pairs_to_train_on(collection)} == {"barset"}
    assert {pair.authority for pair in pairs_to_choose_by(collection)} == {"bedford"}


def test_every_problem_of_a_file_of_pairs_is_named(reports: Path, tmp_path: Path) -> None:
    broken = write_pairs(
        tmp_path / "pairs.jsonl",
        "{",
        '{"report": "barset_2024-01-02.pdf", "questions": ["q"]}',
        '{"report": "barset_2024-01-02.pdf", "paragraph": 3, "questions": []}',
        '{"report": "nowhere_2024.pdf", "paragraph": 3, "questions": ["q"]}',
    )
    with pytest.raises(PairsError) as caught:
        read_collection([broken, tmp_path / "absent.jsonl"], reports)
    for part in (
        "pairs.jsonl:1 is no pair",
        "pairs.jsonl:2 must name either a reference or a paragraph",
        "pairs.jsonl:3 is no pair",
        "there is no report",
        "absent.jsonl cannot be read",
    ):
        assert part in str(caught.value)
    absent = write_pairs(
        tmp_path / "absent.jsonl",
        '{"report": "barset_2024-01-02.pdf", "paragraph": 99, "questions": ["q"]}',
    )
    with pytest.raises(
        PairsError, match=r"absent.jsonl:1 names para 99, which barset_2024-01-02.pdf has not"
    ):
        read_collection([absent], reports)


def test_authority_stands_before_the_date() -> None:
    assert authority_of("st-helens_2015-01-20.pdf") == "st-helens"
    assert not KEPT_FOR_MEASURING & CHOSEN_BY


def test_larger_share_holds_the_smaller_one() -> None:
    pairs = tuple(Pair(f"q{i}", f"p{i // 2}", "", "a") for i in range(40))
    quarter, half = (share_of(pairs, share, seed=7) for share in (0.25, 0.5))
    assert (len(quarter), len(half), len(share_of(pairs, 1.0, seed=7))) == (10, 20, 40)
    assert set(quarter) < set(half)


def test_negatives_are_hard_but_neither_near_duplicates_nor_as_near_as_the_right_one() -> None:
    texts = {"right": "R", "copy": "C", "as near": "N", "hard": "H", "far": "F"}
    pair = Pair("q", "right", "R", "a")
    question = np.array([[1.0, 0, 0, 0, 0]], np.float32)

    def at(cosine: float, axis: int) -> list[float]:
        vector = [cosine, 0.0, 0.0, 0.0, 0.0]
        vector[axis] = float(np.sqrt(1 - cosine**2))
        return vector

    # Cosines with the question: right 0.7; copy 0.6, and 0.9 with the right one; the others as named.
    copy = [0.6, *(0.9 * np.array(at(0.7, 1)) - [0.63, 0, 0, 0, 0])[1:2], 0, 0, 0]
    copy[4] = float(np.sqrt(1 - sum(x * x for x in copy)))
    rows = [at(0.7, 1), copy, at(0.69, 2), at(0.5, 3), at(0.1, 2)]
    vectors = np.array(rows, np.float32)
    mined = mine_negatives((pair,), texts, question, vectors, count=2)
    assert mined == [["H", "F"]]
    with pytest.raises(PairsError, match="right has 3 negatives"):
        mine_negatives((pair,), texts, question, vectors, count=4)


def test_nothing_is_mined_among_what_is_kept_for_measuring_or_choosing() -> None:
    ids = (
        "luton_2016-03-29#para-1",
        "bedford_2017-04-07#para-1",
        "lambeth_2026-03-10#para-1",
        "hounslow_2014#1",
    )
    collection = Collection((), {paragraph_id: paragraph_id for paragraph_id in ids})
    assert list(paragraphs_to_train_on(collection)) == ["lambeth_2026-03-10#para-1"]


def test_readings_and_conversations_add_what_is_answered_and_pass_over_what_is_not_there(
    reports: Path, tmp_path: Path
) -> None:
    reading = '{{"report": "barset_2024-01-02.pdf", "reference": "{}", "kind": "{}", "question": "{}"}}'
    readings = write_pairs(
        tmp_path / "readings.jsonl",
        reading.format("para 3", "answered_lay", "where do they live?"),
        reading.format("para 3", "twisted", "where do others live?"),
        reading.format("para 99", "answered_lay", "nowhere?"),
    )
    gold = '{"report": "barset_2024-01-02.pdf", "reference": "para 3"}'
    conversations = write_pairs(
        tmp_path / "conversations.jsonl",
        f'{{"turns": [{{"standalone": "What of homes?", "answerable": true, "gold": [{gold}, {gold}, {gold}]}},'
        f'{{"standalone": "Thanks", "answerable": false, "gold": []}}]}}',
    )
    collection = read_collection([], reports, [readings], [conversations])
    assert [pair.question for pair in collection.pairs] == ["where do they live?", *["What of homes?"] * 2]


@pytest.mark.parametrize("line", ["{", "[]", '{"kind": "answered_lay"}', '{"turns": [{}]}'])
def test_line_that_is_no_reading_is_told(reports: Path, tmp_path: Path, line: str) -> None:
    file = write_pairs(tmp_path / "odd.jsonl", line)
    with pytest.raises(PairsError, match=r"odd\.jsonl:1 is no"):
        read_collection([], reports, [file])
    with pytest.raises(PairsError, match=r"odd\.jsonl:1 is no"):
        read_collection([], reports, [], [file])
