"""The report is what the kept figures say, and other people's text is harmless in it."""

import re
from pathlib import Path

from lxml import html

from evals.report import figures
from evals.report.write import DOCS, write_report


def test_report_in_docs_is_what_the_kept_figures_say(tmp_path: Path) -> None:
    markdown, page = write_report(tmp_path)
    assert markdown.read_text(encoding="utf-8") == (DOCS / "accuracy.md").read_text(encoding="utf-8")
    assert page.read_text(encoding="utf-8") == (DOCS / "accuracy.html").read_text(encoding="utf-8")


def test_page_is_self_contained_with_its_charts(tmp_path: Path) -> None:
    text = write_report(tmp_path)[1].read_text(encoding="utf-8")
    tree = html.fromstring(text)
    assert len(tree.xpath("//figure/*[local-name()='svg']")) == 5
    assert "CHART-" not in text
    assert not tree.xpath("//script | //link | //img | //@src")
    # Namespaces and links that a reader clicks are the only addresses.
    assert set(re.findall(r"https?://[^\"\s<)]+", text)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "http://creativecommons.org/ns#",
        "http://purl.org/dc/elements/1.1/",
        "http://purl.org/dc/dcmitype/StillImage",
        "https://matplotlib.org/",
    }


def test_text_of_questions_is_shown_as_its_characters(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    shipped = figures.load("shipped")
    assert shipped is not None
    shipped["found"]["worst"][0]["question"] = "<b>*bold*</b> | [x](javascript:y)"
    kept = figures.load

    monkeypatch.setattr("evals.report.write.load", lambda name: shipped if name == "shipped" else kept(name))
    tree = html.fromstring(write_report(tmp_path)[1].read_text(encoding="utf-8"))
    (strong,) = [own for own in tree.xpath("//strong") if "bold" in own.text_content()]
    assert strong.text_content() == "1. <b>*bold*</b> | [x](javascript:y)"
    assert len(strong) == 0
