"""The grades that reports give: their words, and the rows and headings that state one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.types import Paragraph

GRADE_WORDS = "outstanding good require requires required improvement inadequate adequate satisfactory"
"""All words that a grade is made of, one after the other."""
GRADE = r"(?:outstanding|good|requir\w+ improvement(?: to be good)?|inadequate|adequate|satisfactory)"
"""A pattern for the grades of all frameworks since 2009, as reports and people write them."""
_CELL = re.compile(rf"{GRADE}\W*$", re.I)
_STATED = re.compile(rf"(?:\b(?:is|are|was|were|:) |(?<=[a-z)] )(?=require))(?P<grade>{GRADE})\b", re.I)
_JUDGEMENT_REFERENCE = re.compile(r"^judgement\b|, judgement above|judgement'? table", re.I)
_OVERALL = re.compile(
    r"overall (?:effectiveness|judgement)|this local authority|^(?:the )?children[’']s services in\b", re.I
)


@dataclass(frozen=True, slots=True)
class Grade:
    """What was graded, the grade in the report's words, and the paragraph that says so."""

    aspect: str
    grade: str
    paragraph: Paragraph

    @property
    def overall(self) -> bool:
        """Whether this is the grade of everything together."""
        return bool(_OVERALL.search(self.aspect))


def read_grades(paragraphs: Iterable[Paragraph]) -> tuple[Grade, ...]:
    """Return the grades among the paragraphs, in reading order."""
    found = (read_grade(paragraph) for paragraph in paragraphs)
    return tuple(grade for grade in found if grade)


def read_grade(paragraph: Paragraph) -> Grade | None:
    """Return the grade that a table's row or a judgement in words gives, None for any other paragraph."""
    aspect, _, cell = paragraph.text.rpartition("\t")
    if paragraph.kind == "table_row" and aspect and _CELL.match(cell.strip()):
        return Grade(aspect.replace("\t", " ").strip(), cell.strip(), paragraph)
    may_state = paragraph.kind in ("table_row", "unnumbered")
    states = may_state and _JUDGEMENT_REFERENCE.search(paragraph.reference)
    stated = _STATED.search(paragraph.text) if states else None
    if stated is None:
        return None
    return Grade(paragraph.text[: stated.start()].strip(), stated["grade"], paragraph)
