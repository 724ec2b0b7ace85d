"""What a paragraph is for, told from where it stands."""

import pytest

from corpus.segmentation.roles import role_of
from corpus.types import Paragraph, ParagraphKind, Span

pytestmark = pytest.mark.fast


def paragraph(
    reference: str,
    section: str | None,
    text: str,
    kind: ParagraphKind = "unnumbered",
    lead_in: str | None = None,
) -> Paragraph:
    return Paragraph("a#b", "a", 1, kind, None, reference, section, 1, lead_in, text, (Span(0, len(text)),))


@pytest.mark.parametrize(
    ("reference", "section", "text", "lead_in", "role"),
    [
        ("para 3", "The experiences of children in care: good", "Children are seen often.", None, "finding"),
        ("para 3, bullet 1", "What needs to improve?", "Plans.", None, "recommendation"),
        ("para 3, bullet 1", "Leaders", "read plans.", "The Cabinet is asked to:", "recommendation"),
        ("'Areas for improvement', bullet 2", "Areas for improvement", "Visits.", None, "recommendation"),
        ("'Glossary', unnumbered para 1", "Glossary", "A plan is what is agreed.", None, "definition"),
        ("'About this inspection', unnumbered para 1", "About this inspection", "Five came.", None,
         "about the inspection"),
        ("'Inspection dates' line", None, "Inspection dates: 4 to 8 March 2024", None, "about the inspection"),
        ("para 4", "Contact with birth families", "Children see their parents.", None, "finding"),
        ("'Contact officer', unnumbered para 1", "Contact officer", "The head of service.", None, "contact"),
        ("sign-off", None, "Yours sincerely", None, "contact"),
        ("'Next' line", "Leaders", "Email: someone@example.org", None, "contact"),
    ],
)  # fmt: skip
def test_role(reference: str, section: str | None, text: str, lead_in: str | None, role: str) -> None:
    assert role_of(paragraph(reference, section, text, lead_in=lead_in)) == role


def test_a_footnote_defines() -> None:
    assert role_of(paragraph("footnote 1", "Leaders", "These are schools.", "footnote")) == "definition"
