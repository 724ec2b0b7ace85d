"""Words of pages against words of paragraphs, and facts against file names, on small files."""

import shutil
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from evals.measures.facts import FactsError, check_facts, facts_table
from evals.measures.page_words import WordsError, check_words, words_table
from tests.corpus.readers.test_readers import write, write_report
from tests.corpus.readers.word_files import paragraph, write_word

OFFICE = shutil.which("soffice")


def test_a_report_holds_the_words_of_its_pages_and_no_others(tmp_path: Path) -> None:
    write_report(tmp_path / "barset.pdf")
    (check,) = check_words(tmp_path)
    # Its foot stands on two pages, which does not make it a running one; the header over grades is
    # neither paragraph nor heading.
    assert check.missing[-2:] == ("judgement", "grade")
    assert (check.added, check.precision) == ((), 1.0)
    assert "all" in words_table([check])


@pytest.mark.skipif(OFFICE is None, reason="Debian's libreoffice-writer is not installed")
def test_a_word_file_is_compared_with_what_libreoffice_sets(tmp_path: Path) -> None:
    hidden = '<w:r><w:rPr><w:vanish/></w:rPr><w:t xml:space="preserve"> Not shown.</w:t></w:r>'
    write_word(tmp_path / "a.docx", paragraph("The board met in May.", hidden))
    (check,) = check_words(tmp_path)
    assert (check.shown, check.held, check.both) == (5, 5, 5)


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(WordsError, match="holds no file that is read"):
        check_words(tmp_path)
    with pytest.raises(FactsError, match="holds no file named like"):
        check_facts(tmp_path)


def test_facts_are_held_against_the_files_name(tmp_path: Path) -> None:
    for name, authority in (("york_2024-09-06", "York"), ("leeds_2024-09-06", "Wakefield")):
        canvas = Canvas(str(tmp_path / f"{name}.pdf"), pagesize=A4)
        title = f"Area SEND inspection of {authority} Local Area Partnership"
        write(canvas, 72, 700, title, 16, "Helvetica-Bold")
        write(canvas, 72, 660, "Inspection dates: 8 to 12 July 2024")
        write(canvas, 72, 630, "Children wait for their plans, and know why they wait so long.")
        canvas.save()
    check = check_facts(tmp_path)
    assert (check.documents, check.authority, check.title, check.inspected, check.published) == (
        2,
        1,
        2,
        2,
        2,
    )
    assert facts_table(check).splitlines()[1] == "  leeds_2024-09-06.pdf, authority: Wakefield"
