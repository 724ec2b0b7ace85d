"""Limits and preferences by arrays are those of each paragraph by itself."""

import re

from assistant.answering.assistant import Assistant
from index.search.paragraph_columns import Columns


def test_columns_say_of_each_paragraph_what_it_says_itself(assistant: Assistant) -> None:
    paragraphs = assistant.paragraphs()
    columns = Columns.of(paragraphs)
    chosen = {"ofsted-hounslow-2014", "ofsted-hillingdon-letter-2011"}
    assert columns.of_documents(chosen).tolist() == [p.document in chosen for p in paragraphs]
    pattern = re.compile("what needs to improve", re.I)
    held = columns.in_sections(pattern).tolist()
    assert held == [bool(pattern.search(p.section or "")) for p in paragraphs]
    assert sum(held) == sum("what needs to improve" in (p.section or "").lower() for p in paragraphs) > 0
