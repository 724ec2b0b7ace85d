"""The report is what the kept figures say, and other people's text is harmless in it."""

import json
import re
from pathlib import Path

import pytest
from lxml import html

from evals.records import figures
from evals.report.write import DOCS, SHOWN, write_report

pytestmark = pytest.mark.fast


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    folder = tmp_path_factory.mktemp("report")
    return write_report(folder, folder)


def test_report_is_what_the_kept_figures_say(written: tuple[Path, ...]) -> None:
    for path, kept in zip(written, (DOCS, SHOWN, SHOWN), strict=True):
        assert path.read_text(encoding="utf-8") == (kept / path.name).read_text(encoding="utf-8")


def test_page_is_self_contained_with_its_charts(written: tuple[Path, ...]) -> None:
    text = written[1].read_text(encoding="utf-8")
    tree = html.fromstring(text)
    assert len(tree.xpath("//figure/*[local-name()='svg']")) == 5
    assert "CHART-" not in text
    assert not tree.xpath("//script | //link | //img | //@src")
    # It is read where there is no checkout that links could lead into.
    assert not tree.xpath("//@href[not(starts-with(., '#'))][not(ancestor::*[local-name()='svg'])]")
    # Namespaces are the only addresses.
    assert set(re.findall(r"https?://[^\"\s<)]+", text)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "http://creativecommons.org/ns#",
        "http://purl.org/dc/elements/1.1/",
        "http://purl.org/dc/dcmitype/StillImage",
        "https://matplotlib.org/",
    }


def test_summary_holds_what_the_app_draws_itself(written: tuple[Path, ...]) -> None:
    summary = json.loads(written[2].read_text(encoding="utf-8"))
    comparison = figures.load("comparison")
    assert comparison is not None
    assert summary["day"] == comparison["day"]
    own = comparison["found"][0]
    assert summary["rows"][0] == {
        "System": "Inspection Assistant",
        "Right paragraph first": f"{own['hit1']['value']:.2f}",
        "Among the first five": f"{own['hit5']['value']:.2f}",
        "Words read until it": round(own["words"]["value"]),
    }
    assert len(summary["rows"]) == len(comparison["found"])
    assert all(figure["svg"].startswith("<svg") for figure in summary["figures"])
    assert [figure["caption"] for figure in summary["figures"]] == [
        "How often the right paragraph comes first, by type of question",
        "The same beside other systems",
        "How sure it is of questions that have an answer, and of others",
        "How often it is right when it is so sure",
        "Results by version",
    ]


def test_text_of_questions_is_shown_as_its_characters(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    shipped = figures.load("shipped")
    assert shipped is not None
    shipped["found"]["worst"][0]["question"] = "<b>*bold*</b> | [x](javascript:y)"
    kept = figures.load

    monkeypatch.setattr("evals.report.write.load", lambda name: shipped if name == "shipped" else kept(name))
    tree = html.fromstring(write_report(tmp_path, tmp_path)[1].read_text(encoding="utf-8"))
    (strong,) = [own for own in tree.xpath("//strong") if "bold" in own.text_content()]
    assert strong.text_content() == "1. <b>*bold*</b> | [x](javascript:y)"
    assert len(strong) == 0
