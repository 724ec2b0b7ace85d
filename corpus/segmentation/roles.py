"""What a paragraph is for in its document: told from the heading, lead-in and place that it has."""

import re
from typing import Literal

from corpus.segmentation.references import is_formality
from corpus.types import Paragraph

Role = Literal["finding", "recommendation", "definition", "about the inspection", "contact"]

_RECOMMENDS = re.compile(
    r"what (?:does|needs|has)\b.*\b(?:to (?:improve|change)|improvement)"
    r"|\bareas? for (?:improvement|priority|development)|\brecommend(?:ation|ed)"
    r"|\bpriority actions?\b|\bnext steps\b|\bis (?:asked|recommended|invited) to\b",
    re.I,
)
_DEFINES = re.compile(
    r"\bglossary\b|\bdefinitions?\b|\babbreviations\b|\bgrade descriptors?\b|\bkey to\b", re.I
)
_ABOUT = re.compile(
    r"\babout (?:this|the) (?:inspection|visit|review|report)|\binformation about\b"
    r"|\binspection (?:team|details|method)|\bthe inspection team\b"
    r"|\bhow (?:we|the review) (?:inspect|was)|\bcontext\b|\bmethodology\b|\bbackground\b",
    re.I,
)
_ABOUT_LINE = re.compile(
    r"'(?:inspection dates?|dates? of previous inspection|(?:lead|reporting) inspector|age group"
    r"|(?:report )?published)' line",
    re.I,
)
_CONTACT = re.compile(
    r"^contacts?(?: (?:details|officers?|us|information)\b|\W*$)|\bcopies of this\b|\bfurther information\b",
    re.I,
)
_ADDRESS = re.compile(r"\S+@\S+\.\w+|\bTel(?:ephone)?:? ?\d|\b0\d{2,4} ?\d{3,4} ?\d{3,4}\b")
_SHORT = 40
"""Words; a longer paragraph with an address in it says something else, too."""


def role_of(paragraph: Paragraph) -> Role:
    """Return what a paragraph is for; what nothing tells is a finding, what its author says."""
    heading = f"{paragraph.section or ''} {paragraph.lead_in or ''}"
    if is_formality(paragraph) or _CONTACT.search(paragraph.section or ""):
        return "contact"
    if len(paragraph.text.split()) <= _SHORT and _ADDRESS.search(paragraph.text):
        return "contact"
    if _RECOMMENDS.search(heading):
        return "recommendation"
    if paragraph.kind == "footnote" or _DEFINES.search(heading):
        return "definition"
    if _ABOUT_LINE.match(paragraph.reference) or _ABOUT.search(heading):
        return "about the inspection"
    return "finding"
