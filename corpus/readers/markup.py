"""Find the markup that text extraction left behind, so that spans can step over it."""

import re

from corpus.types import Span

_TAG = re.compile(r"</?(?:b|i|u|p|em|strong|sup|sub|ul|ol|li|br|span|div)(?:\s[^<>]*)?/?>", re.I)
_AUTOLINK = re.compile(r"<(?:https?://|mailto:)[^<>\s]+>", re.I)
# An opening run of asterisks follows a space or punctuation and touches its text, a
# closing one mirrors it (CommonMark's flanking rule): "5 A* to Cs" holds no markup.
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])(.+?)(?<=[^\s*])\1(?![\w*])")


def find_markup(line: str) -> list[tuple[int, int]]:
    """Return the (start, end) of every stray tag, link bracket and emphasis mark, in order."""
    found = [match.span() for match in _TAG.finditer(line)]
    for match in _AUTOLINK.finditer(line):
        start, end = match.span()
        found += [(start, start + 1), (end - 1, end)]
    for match in _EMPHASIS.finditer(line):
        width = len(match.group(1))
        start, end = match.span()
        found += [(start, start + width), (end - width, end)]
    return sorted(found)


def text_spans(source: str, start: int, end: int) -> tuple[Span, ...]:
    """Return the spans of `source[start:end]` that are text, without markup or outer white space."""
    edges = [(start + a, start + b) for a, b in find_markup(source[start:end])]
    spans: list[Span] = []
    position = start
    for markup_start, markup_end in [*edges, (end, end)]:
        if position < markup_start:
            spans.append(Span(position, markup_start))
        position = max(position, markup_end)
    return _trim(source, spans)


def _trim(source: str, spans: list[Span]) -> tuple[Span, ...]:
    """Drop white space at the very beginning and end."""
    spans = list(spans)
    while spans and not source[spans[0].start : spans[0].end].strip():
        spans.pop(0)
    while spans and not source[spans[-1].start : spans[-1].end].strip():
        spans.pop()
    if not spans:
        return ()
    first, last = spans[0], spans[-1]
    lead = len(source[first.start : first.end]) - len(source[first.start : first.end].lstrip())
    spans[0] = Span(first.start + lead, first.end)
    last = spans[-1]
    trail = len(source[last.start : last.end]) - len(source[last.start : last.end].rstrip())
    spans[-1] = Span(last.start, last.end - trail)
    return tuple(spans)
