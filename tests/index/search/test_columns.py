"""Limits and preferences by arrays are those of each paragraph by itself."""

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.assistant import Assistant
from index.search.columns import Columns
from index.search.ordering import best_first


def test_columns_say_of_each_paragraph_what_it_says_itself(assistant: Assistant) -> None:
    paragraphs = assistant.paragraphs()
    columns = Columns.of(paragraphs)
    chosen = {"ofsted-hounslow-2014", "ofsted-hillingdon-letter-2011"}
    assert columns.of_documents(chosen).tolist() == [p.document in chosen for p in paragraphs]
    pattern = re.compile("what needs to improve", re.I)
    held = columns.in_sections(pattern).tolist()
    assert held == [bool(pattern.search(p.section or "")) for p in paragraphs]
    assert sum(held) == sum("what needs to improve" in (p.section or "").lower() for p in paragraphs) > 0


@given(st.lists(st.sampled_from([0.0, 0.25, 0.5, -np.inf, 1.0]), min_size=1, max_size=60), st.integers(1, 70))
def test_best_are_those_of_a_whole_sort(scores: list[float], count: int) -> None:
    fused = np.array(scores, np.float32)
    whole = sorted(range(len(scores)), key=lambda i: (-scores[i], i))
    assert best_first(fused, count).tolist() == whole[:count]
