"""Says of each quotation and reference in a briefing whether the documents bear it out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.checking.lookup import Change, Lookup, Place, Source
from assistant.checking.omissions import negation_put_in, words_left_out
from assistant.checking.quotations import Block, Quotation, find_quotations
from assistant.checking.readings import read_parts
from assistant.checking.references import Reference, ReferenceReader
from corpus.readers.plain_text import SUPERSCRIPT_DIGITS

Verdict = Literal[
    "exact",
    "altered",
    "wrong_reference",
    "no_such_words",
    "not_in_library",
    "selective",
    "unclosed",
    "no_such_reference",
    "reference",
    "too_short",
]
"""`exact`, `reference` (of words that are not quoted) and `too_short` (to tell) are in order."""

IN_ORDER: frozenset[Verdict] = frozenset({"exact", "reference", "too_short"})

_FEWEST_WORDS = 3
"""Words; fewer in quotation marks are as often irony or a term as a quotation."""
_LIKE = 0.6
"""Likeness from which a quotation is one of the library that was altered, and below another text's."""
_NAMED = 20
"""Paragraphs that a reference means and that are compared first; more of them name a whole document."""
_SPLICED = 4
"""Words that each part of a spliced quotation has at least."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about one quotation, or about one reference that quotes nothing.

    `start` and `end` (exclusive) are where it stands in its block. `place` is where the
    words stand in the library, or what is nearest to them; `left_out` the words next to
    them that say otherwise; `elsewhere` the second place of a spliced quotation.
    """

    verdict: Verdict
    block: int
    start: int
    end: int
    text: str
    reference: Reference | None = None
    place: Source | None = None
    changes: tuple[Change, ...] = ()
    likeness: float = 1.0
    left_out: str = ""
    elsewhere: Source | None = None
    also_wrong_reference: bool = False

    @property
    def in_order(self) -> bool:
        """Whether nothing is to be mended here."""
        return self.verdict in IN_ORDER and not self.also_wrong_reference


class Checker:
    """Checks texts against paragraphs; they may be a library's or those of an evidence pack."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._lookup = Lookup(sources)
        self._references = ReferenceReader(self._lookup.sources)

    def check(self, blocks: Sequence[Block]) -> tuple[Finding, ...]:
        """Return what was found, in the order of the text."""
        blocks = tuple(blocks)
        blocks = tuple(self._without_attribution(blocks))
        quotations = tuple(
            quotation
            for quotation in find_quotations(blocks)
            if not (self._references.is_name(quotation.text) and not blocks[quotation.block].quoted)
        )
        findings = [
            self._judge(
                q,
                self._reference_of(q, quotations, blocks),
                _sentence_before(blocks[q.block].text[: q.outer[0]]),
            )
            for q in quotations
        ]
        findings += self._alone(blocks, findings, quotations)
        return tuple(sorted(findings, key=lambda finding: (finding.block, finding.start)))

    def _without_attribution(self, blocks: tuple[Block, ...]) -> Iterator[Block]:
        """Yield blocks; a block quotation ends before a last paragraph or line that is only a reference."""
        for n, block in enumerate(blocks):
            ends = n + 1 == len(blocks) or not blocks[n + 1].quoted
            goes_on = n > 0 and blocks[n - 1].quoted
            words, line, attribution = block.text.rstrip().rpartition("\n")
            if not (block.quoted and ends):
                yield block
            elif goes_on and self._references.is_only_reference(block.text):
                yield replace(block, quoted=False)
            elif line and words.strip() and self._references.is_only_reference(attribution):
                yield replace(block, ends=len(words))
            else:
                yield block

    def _judge(self, quotation: Quotation, reference: Reference | None, said_before: str) -> Finding:
        """Judge a quotation; `said_before` is what the briefing says in front of it in its sentence."""
        finding = Finding("exact", quotation.block, quotation.start, quotation.end, quotation.text, reference)
        readings = read_parts(quotation.text, self._lookup.beginning_with)
        parts = readings[0].words
        count = sum(len(part) for part in parts)
        places_named = reference is not None and reference.names_place
        if count == 0 or (count < _FEWEST_WORDS and not places_named):
            return replace(finding, verdict="too_short")
        if not quotation.closed:
            finding = replace(finding, verdict="unclosed")
        found = ((own, self._places_of(own.words)) for own in readings)
        reading, places = next(((own, at) for own, at in found if at), (readings[0], []))
        if not places:
            return self._not_exact(finding, [text for part in parts for text in part])
        agreeing = [p for p in places if reference is None or all(reference.means(own.source) for own in p)]
        finding = replace(finding, place=(agreeing or places)[0][0].source)
        if not agreeing:
            return replace(finding, verdict="wrong_reference")
        if reference is not None and all(reference.wrong_page(p[0].source) for p in agreeing):
            return replace(finding, verdict="wrong_reference")
        if finding.verdict != "exact":
            return finding
        # Where the same words stand twice, one place that bears them out is enough.
        left_out = [words_left_out(own, reading, self._lookup, said_before) for own in agreeing]
        if "" not in left_out:
            return replace(finding, verdict="selective", left_out=left_out[0])
        put_in = [negation_put_in(own, reading, self._lookup) for own in agreeing]
        changes = tuple(change for change in put_in if change)[:1] if all(put_in) else ()
        return replace(finding, verdict="altered", changes=changes) if changes else finding

    def _not_exact(self, finding: Finding, texts: list[str]) -> Finding:
        reference = finding.reference
        spliced = self._spliced(texts) if finding.verdict == "exact" else None
        if spliced:
            first, second = spliced
            change = Change("…", "(nothing)")
            found = replace(finding, place=first, elsewhere=second, changes=(change,), likeness=0.0)
            return replace(found, verdict="altered")
        named = self._references.meant(reference) if reference else []
        nearest = self._lookup.nearest(texts, named[:_NAMED])
        if nearest is not None:
            finding = replace(
                finding, place=nearest.place.source, changes=nearest.changes, likeness=nearest.likeness
            )
        if finding.verdict == "unclosed":
            return finding  # Where it ends is not known, so neither is what it says.
        if nearest is not None and nearest.likeness >= _LIKE:
            wrong = reference is not None and not reference.means(nearest.place.source)
            return replace(finding, verdict="altered", also_wrong_reference=wrong)
        if reference is not None and reference.names_place:
            return replace(finding, verdict="no_such_words" if named else "no_such_reference")
        return replace(finding, verdict="not_in_library")

    def _places_of(self, parts: list[list[str]]) -> list[list[Place]]:
        """Return the ways to find a quotation: in one paragraph, else on from one into the next."""
        return self._in_one_paragraph(parts) or (self._over_two(parts[0]) if len(parts) == 1 else [])

    def _over_two(self, texts: list[str]) -> list[list[Place]]:
        """Return the place of words that run on from a paragraph's end to the beginning of the next."""
        for seam in range(self._lookup.longest_beginning(texts), 0, -1):
            for first in self._lookup.find(texts[:seam]):
                rest = self._lookup.all_words(first.source)[first.end :]
                if any(word.text[0].isalnum() for word in rest):
                    continue
                for second in self._lookup.find(texts[seam:]) if seam < len(texts) else ():
                    if second.start == 0 and self._lookup.follows(first.source, second.source):
                        return [[first, second]]
        return []

    def _in_one_paragraph(self, parts: list[list[str]]) -> list[list[Place]]:
        """Return the ways to find all parts of a quotation, one after the other, in one paragraph."""
        found: list[list[Place]] = []
        for first in self._lookup.find(parts[0]):
            chain = [first]
            for part in parts[1:]:
                last = chain[-1]
                following = [
                    place
                    for place in self._lookup.find(part)
                    if place.source is last.source and place.start >= last.end
                ]
                if not following:
                    break
                chain.append(following[0])
            if len(chain) == len(parts):
                found.append(chain)
        return found

    def _spliced(self, texts: list[str]) -> tuple[Source, Source] | None:
        """Return the two places whose words were put together as if they were one quotation."""
        if len(texts) < 2 * _SPLICED:
            return None
        longest = self._lookup.longest_beginning(texts)
        # Both places may hold the words at the seam, so an earlier one may be where it was sewn.
        for seam in range(longest, max(longest - _SPLICED, _SPLICED - 1), -1):
            rest = texts[seam:]
            second = self._lookup.find(rest) if len(rest) >= _SPLICED else ()
            if second:
                return self._lookup.find(texts[:seam])[0].source, second[0].source
        return None

    def _reference_of(
        self, quotation: Quotation, quotations: Sequence[Quotation], blocks: tuple[Block, ...]
    ) -> Reference | None:
        """Return the reference that goes with a quotation.

        That is its footnote, else what follows up to the next quotation, in its own sentence
        or in brackets, else what stands before it in its sentence, else the line below a block.
        """
        block = blocks[quotation.block]
        end = quotation.outer[1]
        following = [q.outer[0] for q in quotations if q.block == quotation.block and q.outer[0] >= end]
        until = min(following, default=len(block.text))
        notes = [note.text for note in block.notes if end <= note.position <= min(until, end + 3)]
        candidates = [(note, end) for note in notes]
        after = block.text[end:until]
        candidates.append((_sentence_after(after), end))
        start = quotation.outer[0]
        previous = [q.outer[1] for q in quotations if q.block == quotation.block and q.outer[1] <= start]
        since = max(previous, default=0)
        if not previous:
            candidates.append((_sentence_before(block.text[since:start]), since))
        candidates += [(note, end) for note in self._typed_notes(after, blocks, quotation.block)]
        candidates += [(cell, end) for cell in block.beside]
        last = quotation.block
        while last + 1 < len(blocks) and blocks[last].quoted and blocks[last + 1].quoted:
            last += 1
        if block.quoted and last + 1 < len(blocks):
            below = blocks[last + 1].text
            if re.match(r"\s*[–—(\[-]", below) or len(below) < 120:
                candidates.append((below, end))
        whole_document: Reference | None = None
        for text, start in candidates:
            reference = self._references.read(text, start)
            if reference is not None and reference.names_place:
                return reference
            whole_document = whole_document or reference
        return whole_document

    @staticmethod
    def _typed_notes(after: str, blocks: tuple[Block, ...], block: int) -> Iterator[str]:
        """Yield the lines below that begin with the number typed right behind a quotation: "…”[3]"."""
        mark = _TYPED_MARK.match(after)
        if mark is None:
            return
        number = next(filter(None, mark.groups())).translate(SUPERSCRIPT_DIGITS)
        for below in blocks[block + 1 :]:
            for line in below.text.splitlines():
                note = _TYPED_NOTE.match(line)
                if note and note[1].translate(SUPERSCRIPT_DIGITS) == number:
                    yield line[note.end() :]

    def _alone(
        self, blocks: tuple[Block, ...], findings: list[Finding], quotations: Sequence[Quotation]
    ) -> list[Finding]:
        """Return what references that go with no quotation name, and whether it exists."""
        taken = {
            (finding.block, finding.reference.text) for finding in findings if finding.reference is not None
        }
        told = [finding.reference.text for finding in findings if finding.reference is not None]
        found: list[Finding] = []
        for number, block in enumerate(blocks):
            if block.note:
                continue  # Notes are read with the words that call them.
            inside = [q.outer for q in quotations if q.block == number]
            for start, end in self._references.standing_alone(block.text):
                if any(a <= start < b for a, b in inside):
                    continue
                sentence_start, sentence = _sentence_around(block.text, start, end)
                if any(at == number and block.text[start:end] in text for at, text in taken):
                    continue
                if any(
                    sentence.strip() in text or text in sentence for text in told if len(text) > end - start
                ):
                    continue  # It goes with a quotation in another paragraph, cell or line.
                reference = self._references.read(sentence, sentence_start)
                if reference is None:
                    continue
                named = replace(
                    reference, numbers=self._numbers_at(block.text[start:end]), places=(), pages=()
                )
                missing = [
                    n for n in named.numbers if not self._references.meant(replace(named, numbers=(n,)))
                ]
                verdict: Verdict = "no_such_reference" if missing else "reference"
                found.append(Finding(verdict, number, start, end, block.text[start:end], reference))
        return found

    def _numbers_at(self, text: str) -> tuple[str, ...]:
        reference = self._references.read(text)
        return reference.numbers if reference else ()


_TYPED_MARK = re.compile(r"[.,;]?\s?(?:\[(\d{1,2})\]|\((\d{1,2})\)|([¹²³⁴⁵⁶⁷⁸⁹⁰]+)|(\d{1,2})(?![\w.]))")
_TYPED_NOTE = re.compile(r"\s*[\[(]?(\d{1,2}|[¹²³⁴⁵⁶⁷⁸⁹⁰]+)[\])]?[.:]?\s+(?=\S)")
_ENDS = re.compile(r"[.!?](?=\s+[A-Z“\"‘(]|\s*$)")


def _sentence_after(text: str) -> str:
    """Return what follows a quotation in its sentence, and a bracket that follows that."""
    end = _ENDS.search(text)
    if end is None:
        return text
    bracket = re.match(r"\s*[(\[][^)\]]*[)\]]", text[end.end() :])
    return text[: end.end() + (bracket.end() if bracket else 0)]


def _sentence_before(text: str) -> str:
    ends = [match.end() for match in _ENDS.finditer(text)]
    return text[ends[-1] :] if ends else text


def _sentence_around(text: str, start: int, end: int) -> tuple[int, str]:
    ends = [match.end() for match in _ENDS.finditer(text)]
    first = max((position for position in ends if position <= start), default=0)
    last = min((position for position in ends if position >= end), default=len(text))
    return first, text[first:last]
