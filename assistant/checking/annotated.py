"""A copy of a briefing with what was found written into it: Word comments, or marks in HTML."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from assistant.checking.files import open_word, word_paragraphs, word_text
from assistant.checking.quotations import Block
from assistant.checking.report import NAMES, count_findings, describe_finding
from assistant.checking.verdicts import Finding

_AUTHOR = "Inspection Assistant"
_STYLE = """
body { font: 1rem/1.6 Georgia, serif; max-width: 45rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }
mark { padding: 0 0.1em; }
mark.wrong { background: #ffd9d4; border-bottom: 0.15em solid #b3261e; }
mark.right { background: #dcf3e4; border-bottom: 0.15em solid #19733b; }
.note { display: block; font: 0.85rem/1.4 system-ui, sans-serif; margin: 0.2rem 0 0.6rem 1rem; }
.note.wrong::before { content: "✗ "; color: #b3261e; }
.note.right::before { content: "✓ "; color: #19733b; }
blockquote { border-left: 0.2rem solid #777; margin-left: 0; padding-left: 1rem; }
"""


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
    body = [f"<h1>{escape(name)}</h1>", f"<p>{escape(count_findings(findings)).capitalize()}.</p>"]
    for number, block in enumerate(blocks):
        own = [f for f in findings if f.block == number and f.verdict != "too_short"]
        tag = "blockquote" if block.quoted else "p"
        body.append(f"<{tag}>{_marked(block.text, own)}</{tag}>")
        body += [
            f'<span class="note {_class(f)}">{escape(NAMES[f.verdict])}: {escape(describe_finding(f))}</span>'
            for f in own
        ]
    return (
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>{escape(name)}, checked</title>'
        f"<style>{_STYLE}</style><body>\n" + "\n".join(body) + "\n</body></html>\n"
    )


def _marked(text: str, findings: Sequence[Finding]) -> str:
    parts: list[str] = []
    position = 0
    for finding in sorted(findings, key=lambda own: own.start):
        if finding.start < position:
            continue
        parts.append(escape(text[position : finding.start]))
        inside = escape(text[finding.start : finding.end])
        parts.append(f'<mark class="{_class(finding)}">{inside}</mark>')
        position = finding.end
    return "".join([*parts, escape(text[position:])])


def _class(finding: Finding) -> str:
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
