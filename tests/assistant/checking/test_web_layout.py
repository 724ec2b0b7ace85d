"""Which blocks of a page are set in as quotations are."""

import lxml.html
import pytest

from assistant.checking.web_layout import Layout

pytestmark = pytest.mark.fast

WORDS = "These are more than eight words of somebody else here."


@pytest.mark.parametrize(
    ("style", "quoted"),
    [
        ("margin-left: 1cm; margin-right: 36pt", True),
        ("margin: 0 .5in", True),
        ("margin: 40px", True),
        ("margin: 0 5%", True),
        ("margin: 0 2em !important", True),
        ("margin-inline: 2em", True),
        ("margin: 0 40px 0 0", False),
        ("margin: 0 0 0 40px", False),
        ("margin: 0 auto", False),
        ("margin-left: 0.0cm; margin-right: 0.0cm", False),
        ("margin: 0 2em; margin-right: 0", False),
    ],
)
def test_margins_of_both_sides_and_any_unit(style: str, quoted: bool) -> None:
    tree = lxml.html.document_fromstring(f"<p>Own.</p><p style='{style}'>{WORDS}</p>")
    assert Layout(tree).is_quoted(tree.xpath("//p")[1], WORDS) is quoted


@pytest.mark.parametrize(
    ("page", "quoted"),
    [
        ("<p class=MsoQuote id=x>{}</p>", True),
        ("<p class=MsoBlockText id=x>{}</p>", True),
        ("<style>p.set-in {{margin-left: 1cm; margin-right: 1cm}}</style><p class=set-in id=x>{}</p>", True),
        ("<p>Own.</p><div style='margin: 0 1cm'><p id=x>{}</p></div>", True),
        ("<body class=quotes><p id=x>{}</p></body>", False),
        # A frame around the whole page.
        ("<div style='margin: 0 1cm'><p id=x>{}</p></div>", False),
        ("<p>Own.</p><div style='margin: 0 1cm'><h1>Title</h1><p id=x>{}</p></div>", False),
        # Whose the words are.
        ("<blockquote><p>Words.</p><cite id=x>{}</cite></blockquote>", False),
        ("<blockquote><p>Words.</p><footer><p id=x>{}</p></footer></blockquote>", False),
    ],
)
def test_classes_sheets_frames_and_attributions(page: str, quoted: bool) -> None:
    tree = lxml.html.document_fromstring(page.format(WORDS))
    assert Layout(tree).is_quoted(tree.get_element_by_id("x"), WORDS) is quoted
