"""A copy of a briefing with what was found written into it: Word comments, or marks in HTML."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from assistant.checking.files import open_word, word_paragraphs, word_text
from assistant.checking.quotations import Block
from assistant.checking.report import NAMES, count_findings, describe_finding
from assistant.checking.verdicts import Finding
from assistant.templates import render_page

_AUTHOR = "Inspection Assistant"


def annotate_word(source: Path, target: Path, findings: Sequence[Finding]) -> None:
    """Write a copy of a Word file with a comment at each quotation and reference.

    Raises BriefingFileError as reading it does.
    """
    from docx.text.run import Run

    document = open_word(source)
    paragraphs = list(word_paragraphs(document))
    for finding in findings:
        runs = _runs_at(paragraphs[finding.block], finding.start, finding.end)
        if not runs or finding.verdict == "too_short":
            continue
        first, last = (Run(run, document) for run in (runs[0], runs[-1]))
        mark = "✓" if finding.in_order else "✗"
        document.add_comment([first, last], text=f"{mark} {describe_finding(finding)}", author=_AUTHOR)
    document.save(str(target))


def annotated_page(name: str, blocks: Sequence[Block], findings: Sequence[Finding]) -> str:
    """Return the briefing's text as an HTML page with each quotation marked and explained."""
    told = [finding for finding in findings if finding.verdict != "too_short"]
    return render_page(
        "checking/templates/annotated.html.jinja",
        name=name,
        summary=f"{count_findings(findings).capitalize()}.",
        blocks=[
            _block_data(block, [finding for finding in told if finding.block == number])
            for number, block in enumerate(blocks)
        ],
    )


def _block_data(block: Block, findings: Sequence[Finding]) -> dict[str, Any]:
    return {
        "quoted": block.quoted,
        "segments": list(_segments(block.text, findings)),
        "notes": [
            (f"{NAMES[own.verdict]}: {describe_finding(own)}", _right_or_wrong(own)) for own in findings
        ],
    }


def _segments(text: str, findings: Sequence[Finding]) -> Iterator[tuple[str, str | None]]:
    """Yield a text in pieces, each with what was found of it; of findings that overlap the first counts."""
    position = 0
    for finding in sorted(findings, key=lambda own: own.start):
        if finding.start < position:
            continue
        yield text[position : finding.start], None
        yield text[finding.start : finding.end], _right_or_wrong(finding)
        position = finding.end
    yield text[position:], None


def _right_or_wrong(finding: Finding) -> str:
    return "right" if finding.in_order else "wrong"


def _runs_at(paragraph: Any, start: int, end: int) -> list[Any]:
    """Return the runs of a Word paragraph that hold its characters `start` to `end`."""
    found: list[Any] = []
    position = 0
    for run in _runs(paragraph):
        length = sum(len(word_text(element)) for element in run.iter())
        if position < end and position + length > start:
            found.append(run)
        position += length
    return found


def _runs(paragraph: Any) -> list[Any]:
    """Return the runs whose text counts: not those that a tracked change took out."""
    from docx.oxml.ns import qn

    taken_out = (qn("w:del"), qn("w:moveFrom"))
    return [
        run
        for run in paragraph.iter(qn("w:r"))
        if next(run.iterancestors(qn("w:p"))) is paragraph
        and not any(ancestor.tag in taken_out for ancestor in run.iterancestors())
    ]
