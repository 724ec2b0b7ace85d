"""A copy of a briefing with what was found written into it: Word comments, or marks in HTML."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from assistant.checking.quotations import Block
from assistant.checking.report import NAMES, count_findings, describe_finding
from assistant.checking.verdicts import Finding
from assistant.checking.word_briefing import open_briefing, word_paragraphs
from assistant.templates import render_page

_AUTHOR = "Inspection Assistant"


def annotate_word(source: Path, target: Path, findings: Sequence[Finding]) -> None:
    """Write a copy of a Word file with a comment at each quotation and reference.

    Raises BriefingFileError as reading it does.
    """
    from docx.text.run import Run

    document = open_briefing(source)
    paragraphs = word_paragraphs(document)
    for finding in findings:
        runs = paragraphs[finding.block].runs_at(finding.start, finding.end)
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
