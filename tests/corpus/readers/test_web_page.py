"""A web page is read as a browser shows it."""

from pathlib import Path

import pytest

from corpus.ingest import ingest
from corpus.readers.web.page import read_web_page

pytestmark = pytest.mark.fast


def page(tmp_path: Path, body: str, head: str = "") -> Path:
    path = tmp_path / "a.html"
    path.write_text(f"<html><head>{head}</head><body>{body}</body></html>", encoding="utf-8")
    return path


def shown(path: Path) -> list[tuple[str, str]]:
    return [(p.reference, p.text) for p in ingest(path).paragraphs]


def blocks(path: Path) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in read_web_page(path).blocks]


def test_numbers_of_lists_are_those_that_the_page_shows(tmp_path: Path) -> None:
    body = (
        "<h1>Note</h1><h2>Duties</h2><ol start='36'><li>Leaders review plans.<ol type='a'><li><p>with families;</p>"
        "</li><li>with schools.<ol style='list-style-type: lower-roman'><li>each year</li></ol></li></ol></li>"
        "<li value='40'>Leaders publish them.</li><li>They ask.</li></ol>"
    )
    assert shown(page(tmp_path, body)) == [
        ("para 36", "Leaders review plans."),
        ("para 36(a)", "with families;"),
        ("para 36(b)", "with schools."),
        ("para 36(b)(i)", "each year"),
        ("para 40", "Leaders publish them."),
        ("para 41", "They ask."),
    ]


def test_list_that_counts_down_and_list_in_letters_without_a_number_above(tmp_path: Path) -> None:
    body = "<h1>Note</h1><h2>Plans</h2><ol reversed start='2'><li>One.</li><li>Two.</li></ol><h2>Aims</h2>"
    body += "<ol type='A'><li>To see children.</li></ol>"
    assert shown(page(tmp_path, body)) == [
        ("para 2", "One."),
        ("para 1", "Two."),
        ("'Aims', item (A)", "To see children."),
    ]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<div>One <b>bold</b> word.</div><div>Two.</div>", [("text", "One bold word."), ("text", "Two.")]),
        ("<div>One.<br><br>Two.<br>Still two.</div>", [("text", "One."), ("text", "Two. Still two.")]),
        ("<section>One<p>Two.</p>Three.</section>", [("text", "One"), ("text", "Two."), ("text", "Three.")]),
        ("<p>Caseloads.</p>Report<p>Next.</p>",
         [("text", "Caseloads."), ("text", "Report"), ("text", "Next.")]),
        ("<ul><li><p>One.</p><p>More.</p></li></ul>", [("bullet", "One."), ("text", "More.")]),
        ("<details><summary>Method</summary><p>We asked.</p></details>",
         [("text", "Method"), ("text", "We asked.")]),
        ("<dl><dt>Plan</dt><dd>What is done.</dd></dl>", [("text", "Plan"), ("text", "What is done.")]),
        ("<p>Seen<del> not</del> in time.</p>", [("text", "Seen in time.")]),
        ("<p>19<sup>th</sup> May</p>", [("text", "19th May")]),
        ("<form><input value='x'><p>All of a page.</p><button>Go</button></form>",
         [("text", "All of a page.")]),
        ("<article><header><h1>Title</h1></header><p>Text.</p><footer>By the board.</footer></article>",
         [("heading", "Title"), ("text", "Text."), ("text", "By the board.")]),
    ],
)  # fmt: skip
def test_text_is_parted_as_it_is_shown(tmp_path: Path, body: str, found: list[tuple[str, str]]) -> None:
    assert blocks(page(tmp_path, body)) == found


@pytest.mark.parametrize(
    "unseen",
    [
        "<p hidden>No.</p>", "<p aria-hidden='true'>No.</p>", "<p style='display: none'>No.</p>",
        "<span class='govuk-visually-hidden'>No.</span>", "<header>No.</header>", "<footer>No.</footer>",
        "<nav><p>No.</p></nav>", "<div role='navigation'>No.</div>", "<div id='cookie-banner'>No.</div>",
        "<ul><li><a href='/a'>No</a></li><li><a href='/b'>No</a></li><li><a href='/c'>No</a></li></ul>",
        "<template><p>No.</p></template>", "<dialog>No.</dialog>", "<script>No.</script>",
    ],
)  # fmt: skip
def test_what_nobody_sees_is_left_out(tmp_path: Path, unseen: str) -> None:
    assert blocks(page(tmp_path, f"{unseen}<p>Yes.</p>")) == [("text", "Yes.")]


def test_cells_that_span_stand_in_every_row_and_once_in_each(tmp_path: Path) -> None:
    body = (
        "<table><tr><th rowspan='2'>Year</th><th colspan='2'>In time</th></tr><tr><th>Plans</th><th>Visits</th>"
        "</tr><tr><td>2023</td><td rowspan='2'>86%</td><td>86%</td></tr><tr><td>2024</td><td>90%</td></tr></table>"
    )
    assert blocks(page(tmp_path, body)) == [
        ("table_row", "Year\tIn time"),
        ("table_row", "Year\tPlans\tVisits"),
        ("table_row", "2023\t86%\t86%"),
        ("table_row", "2024\t86%\t90%"),
    ]


def test_minutes_in_a_table_are_paragraphs_under_their_number(tmp_path: Path) -> None:
    inner = "<table><tr><td>Plan</td><td>Carried</td></tr></table>"
    body = (
        "<h1>Panel</h1><table><tr><td>54.</td><td><p>Question time</p><p>Nobody asked.</p><p>It was noted.</p></td>"
        f"</tr><tr><td>55</td><td><p>The panel agreed the plan.</p><p>Recorded vote</p>{inner}</td></tr></table>"
    )
    assert shown(page(tmp_path, body)) == [
        ("'54 Question time', unnumbered para 1", "Nobody asked."),
        ("'54 Question time', unnumbered para 2", "It was noted."),
        ("para 55", "The panel agreed the plan."),
        ("'54 Question time', unnumbered para 3", "Recorded vote"),
        ("'54 Question time' table, row 1", "Plan\tCarried"),
    ]


def test_notes_are_under_their_number_and_their_marks_out_of_the_text(tmp_path: Path) -> None:
    body = (
        "<p>Visits rose<sup><a href='#n1'>1</a></sup> in May.</p>"
        "<ol><li id='n1'>All teams. <a href='#r1'>↩</a></li></ol>"
    )
    assert blocks(page(tmp_path, body)) == [("text", "Visits rose in May."), ("footnote", "All teams.")]


def test_what_the_page_says_of_itself(tmp_path: Path) -> None:
    head = "<title>Board papers</title><meta name='DC.date' content='2026-01-15'>"
    document = ingest(page(tmp_path, "<p>The board met.</p>", head)).document
    assert (document.title, document.published, document.year) == ("Board papers", "2026-01-15", 2026)
