"""Questions about anything else are read with the text that answers them; the unanswerable are left out."""

from pathlib import Path

import pytest

from training.general import read_general
from training.readings import PairsError
from training.types import Pair

pytestmark = pytest.mark.fast

SQUAD = (
    '{"article": "A", "paragraph": "The bridge opened in 1932.", "questions": ['
    '{"question": "When did it open?", "answers": ["1932"]}, {"question": "When did it close?", "answers": []}]}'
)
SELQA = (
    '{"article": "B", "question": "Who built it?", "answers": [3], '
    '"sentences": ["Zero.", "One.", "Two.", "Dorman Long built it.", "Four.", "Five.", "Six."]}'
)


def test_answered_questions_come_with_what_answers(tmp_path: Path) -> None:
    file = tmp_path / "general.jsonl"
    file.write_text(f"{SQUAD}\n{SELQA}\n", encoding="utf-8")
    assert sorted(read_general([file], 10, seed=1), key=lambda pair: pair.paragraph) == [
        Pair("When did it open?", "general.jsonl:1", "The bridge opened in 1932.", ""),
        Pair("Who built it?", "general.jsonl:2", "One. Two. Dorman Long built it. Four. Five.", ""),
    ]
    assert len(read_general([file], 1, seed=1)) == 1


@pytest.mark.parametrize("line", ['{"question": "What?"}', "[]", "no json"])
def test_a_line_of_another_form_is_named(line: str, tmp_path: Path) -> None:
    file = tmp_path / "general.jsonl"
    file.write_text(f"{SQUAD}\n{line}\n", encoding="utf-8")
    with pytest.raises(PairsError, match=r"general\.jsonl:2 "):
        read_general([file], 10, seed=1)
