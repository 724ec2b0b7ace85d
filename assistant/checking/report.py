"""The findings in words, for a terminal and as JSON."""

import textwrap
from collections.abc import Sequence
from typing import Any

from assistant.answering.citations import render_place
from assistant.checking.lookup import Change, Source
from assistant.checking.verdicts import Finding, Verdict

_WIDTH = 88
_SHOWN = 90
NAMES: dict[Verdict, str] = {
    "exact": "exact",
    "altered": "altered",
    "wrong_reference": "right words, wrong reference",
    "no_such_words": "the reference holds no such words",
    "not_in_library": "not in the library",
    "selective": "selective",
    "unclosed": "quotation mark not closed",
    "no_such_reference": "no such reference",
    "reference": "reference exists",
    "too_short": "too short to check",
}


def describe_finding(finding: Finding) -> str:
    """Say in a sentence or two what was found, without the quotation itself."""
    where = _where(finding.place)
    if finding.verdict == "exact":
        return f"Exact: {where}."
    if finding.verdict == "altered" and finding.elsewhere is not None:
        return f"Altered: words of {where} and of {_where(finding.elsewhere)} stand as one quotation."
    if finding.verdict == "altered":
        wrong = " The reference is wrong too." if finding.also_wrong_reference else ""
        return f"Altered: {where} has {_differences(finding.changes)}.{wrong}"
    if finding.verdict == "wrong_reference":
        return f"Right words, wrong reference: they are {where}."
    if finding.verdict == "no_such_words":
        return f"The reference exists but holds no such words; nearest is {where}."
    if finding.verdict == "not_in_library":
        return f"Not in the library{f'; nearest is {where}' if finding.place else ''}."
    if finding.verdict == "selective":
        return f"Selective: {where} has “{finding.left_out}” directly beside these words."
    if finding.verdict == "unclosed":
        return f"The quotation mark is not closed{f'; the words are {where}' if finding.place else ''}."
    if finding.verdict == "no_such_reference":
        return "No document of the library has this paragraph."
    return f"{NAMES[finding.verdict].capitalize()}."


def render_findings(name: str, findings: Sequence[Finding]) -> str:
    """Render a briefing's findings, what is wrong first, with a line of counts."""
    lines = [f"{name}: {count_findings(findings)}"]
    for finding in sorted(findings, key=lambda own: own.in_order):
        if finding.verdict in ("too_short", "reference"):
            continue
        mark = "  ok " if finding.in_order else "  !! "
        said = f"“{textwrap.shorten(finding.text, _SHOWN, placeholder=' …')}”"
        lines += textwrap.wrap(said, _WIDTH, initial_indent=mark, subsequent_indent="     ")
        indent = "     "
        lines += textwrap.wrap(
            describe_finding(finding), _WIDTH, initial_indent=indent, subsequent_indent=indent
        )
    return "\n".join(lines)


def count_findings(findings: Sequence[Finding]) -> str:
    """Say how many quotations and references there are, and how many are wrong."""
    quotations = [f for f in findings if f.verdict not in ("reference", "too_short", "no_such_reference")]
    wrong = sum(not finding.in_order for finding in findings)
    if not quotations and not wrong:
        return "no quotation to check"
    said = f"{len(quotations)} quotation{'s' if len(quotations) != 1 else ''} checked"
    return f"{said}, {wrong} to mend" if wrong else f"{said}, all in order"


def findings_record(name: str, findings: Sequence[Finding]) -> dict[str, Any]:
    """Return what `check --json` prints, one line a file."""
    return {
        "file": name,
        "in_order": all(finding.in_order for finding in findings),
        "findings": [_record(finding) for finding in findings],
    }


def _record(finding: Finding) -> dict[str, Any]:
    return {
        "verdict": finding.verdict,
        "in_order": finding.in_order,
        "text": finding.text,
        "block": finding.block,
        "start": finding.start,
        "end": finding.end,
        "reference": finding.reference.text if finding.reference else None,
        "source": _source_record(finding.place),
        "second_source": _source_record(finding.elsewhere),
        "changes": [{"source": own.source, "quotation": own.quotation} for own in finding.changes],
        "likeness": round(finding.likeness, 3),
        "left_out": finding.left_out or None,
        "explanation": describe_finding(finding),
    }


def _source_record(source: Source | None) -> dict[str, Any] | None:
    if source is None:
        return None
    paragraph = source.paragraph
    return {
        "paragraph": paragraph.id,
        "document": source.document.id,
        "reference": paragraph.reference,
        "page": paragraph.page,
        "text": paragraph.text,
    }


def _where(source: Source | None) -> str:
    return f"{source.document.short_title}, {render_place(source.paragraph)}" if source else "nowhere"


def _differences(changes: Sequence[Change]) -> str:
    told: list[str] = []
    for change in changes:
        if not change.quotation:
            told.append(f"“{change.source}”, which is left out")
        elif not change.source:
            told.append(f"no “{change.quotation}”")
        else:
            told.append(f"“{change.source}”, not “{change.quotation}”")
    return "; ".join(told) or "the same words with other marks"
