"""Give every paragraph the reference by which a person finds it."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from corpus.grades import GRADE
from corpus.readers.plain_text import SUPERSCRIPT_DIGITS
from corpus.segmentation.drafts import Draft, following_positions
from corpus.types import Document, Paragraph, ParagraphKind, Span, join_pieces

_CLOSING_NOTES = "closing notes"
_FOOTNOTE_MARKS = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+$")
_COLUMN_LABELS = frozenset(
    "grade judgement rating outcome status date number total action lead timescale value".split()
)
_GRADE_LABELS = frozenset("grade judgement rating".split())
"""Headers over grades hold nothing to quote: each row under them names its grade in full."""
_GRADE_CELL = re.compile(rf"\t{GRADE}\W*$", re.I)


@dataclass(slots=True)
class _Named:
    """A draft with the section it stands in and the parts of its reference."""

    draft: Draft
    kind: ParagraphKind
    section: str | None
    reference: str


def name_paragraphs(document: Document, source: str, drafts: list[Draft]) -> tuple[Paragraph, ...]:
    """Return the document's paragraphs, each with a reference that no other has.

    Headings and lead-ins become sections and lead-ins; a heading that states a grade
    becomes a paragraph too. `source` is the extracted text that the spans index.
    """
    named = _Namer(drafts).name()
    _tell_apart(named)
    paragraphs: list[Paragraph] = []
    slugs: Counter[str] = Counter()
    for ordinal, item in enumerate(named, start=1):
        spans = _merge_adjacent(item.draft.spans)
        slug = _slug(item.reference)
        slugs[slug] += 1
        if slugs[slug] > 1:
            slug = f"{slug}-{slugs[slug]}"
        paragraphs.append(
            Paragraph(
                id=f"{document.id}#{slug}",
                document=document.id,
                ordinal=ordinal,
                kind=item.kind,
                number=item.draft.number if item.kind == "numbered" else None,
                reference=item.reference,
                section=item.section,
                page=item.draft.page,
                lead_in=item.draft.list_lead_in,
                text=join_pieces(source, spans),
                spans=spans,
                scanned=item.draft.scanned,
            )
        )
    return tuple(paragraphs)


def is_formality(paragraph: Paragraph) -> bool:
    """Say whether a paragraph is the publisher's or a letter's formality, which answers no question."""
    return paragraph.reference.startswith((_CLOSING_NOTES, "sign-off", "letter head"))


class _Item(NamedTuple):
    """The reference of an item of a list, and what the page calls it ("(a)"), if anything."""

    reference: str
    label: str | None


class _Namer:
    """Walks the drafts in reading order and counts what each section holds."""

    def __init__(self, drafts: list[Draft]) -> None:
        self._drafts = drafts
        self._in_flow = following_positions(drafts)
        self._below_headings = following_positions(drafts, ("heading", "footnote", "lead_in"))
        self._heading: str | None = None
        self._list_heading: str | None = None
        self._counts: Counter[tuple[str, str | None]] = Counter()
        self._row = 0
        self._table = ""
        self._items: list[_Item] = []
        self._numbered_parent: Draft | None = None
        self._repeats: Counter[str] = Counter()
        self._noted: dict[str, str | None] = {}
        is_letter = any(draft.part == "letter head" for draft in drafts)
        self._front = "letter" if is_letter else "title page"

    def name(self) -> list[_Named]:
        title_end = _end_of_title(self._drafts)
        named: list[_Named] = []
        for i, draft in enumerate(self._drafts):
            if draft.role != "table_row":
                self._row = 0
            if draft.role not in ("bullet", "footnote"):
                self._items = []
            if draft.role == "heading" and i >= title_end:
                self._enter_section(draft)
            elif draft.role == "heading":
                self._note(draft)
            if draft.role == "lead_in":
                place = self._in_flow[i]
                if place is not None and self._drafts[place].role == "bullet":
                    self._list_heading = _heading_text(draft.text)
                continue
            if draft.role not in ("bullet", "footnote"):
                self._list_heading = None
            if draft.role == "heading" and not draft.judgement:
                continue
            if draft.role == "table_row" and self._is_header(i):
                continue
            named.append(self._name(i, draft))
            if draft.role not in ("footnote", "bullet"):
                self._numbered_parent = draft if draft.role == "numbered" else None
        return named

    def _enter_section(self, draft: Draft) -> None:
        self._heading = _heading_text(draft.text)
        self._note(draft)
        self._repeats[self._heading] += 1
        self._list_heading = None
        self._numbered_parent = None

    def _note(self, draft: Draft) -> None:
        """Remember which footnote a heading calls, since the note may stand pages later."""
        if mark := _FOOTNOTE_MARKS.search(draft.text):
            self._noted[mark.group().translate(SUPERSCRIPT_DIGITS)] = self._heading

    def _name(self, i: int, draft: Draft) -> _Named:
        if draft.labelled:
            label = draft.text.partition(":")[0]
            section = self._heading if draft.part == "body" else None
            return _Named(draft, "unnumbered", section, f"'{label}' line")
        if draft.part in ("letter head", "sign-off"):
            return _Named(draft, "unnumbered", None, self._nth(draft.part, draft.part, None))
        if draft.part == "closing notes":
            count = self._count(_CLOSING_NOTES, None)
            return _Named(draft, "unnumbered", None, f"{_CLOSING_NOTES}, para {count}")
        if draft.judgement:
            return _Named(draft, "unnumbered", self._heading, self._judgement_reference(i))
        if draft.role == "numbered":
            return _Named(draft, "numbered", self._heading, f"para {draft.number}")
        if draft.role == "footnote":
            section = self._noted.get(draft.number or "", self._heading)
            note = "endnote" if draft.endnote else "footnote"
            return _Named(draft, "footnote", section, f"{note} {draft.number}")
        if draft.role == "table_row":
            self._row += 1
            return _Named(draft, "table_row", self._heading, f"{self._table}, row {self._row}")
        if draft.role == "bullet":
            return self._name_bullet(draft)
        count = self._count("unnumbered", self._where())
        return _Named(draft, "unnumbered", self._heading, f"{self._where()}, unnumbered para {count}")

    def _name_bullet(self, draft: Draft) -> _Named:
        """Name an item of a list after what it stands under and its own label, or else its count."""
        section = self._list_heading or self._heading
        del self._items[draft.level - 1 :]
        if self._items:
            # Bullets deep in a list are counted under the nearest item that has a label.
            above = next((item for item in reversed(self._items) if item.label), self._items[0])
            under = self._items[-1].reference if draft.label else above.reference
            reference = under + (draft.label or f", sub-bullet {self._count('sub-bullet', under)}")
        else:
            reference = self._name_first_level(draft)
        self._items.append(_Item(reference, draft.label))
        return _Named(draft, "bullet", section, reference)

    def _name_first_level(self, draft: Draft) -> str:
        if self._list_heading is not None:
            where = f"'{self._list_heading}'"
        elif self._numbered_parent is not None:
            where = f"para {self._numbered_parent.number}"
        else:
            where = self._where()
        if draft.label:
            return where + draft.label if where.startswith("para ") else f"{where}, item {draft.label}"
        return f"{where}, bullet {self._count('bullet', where)}"

    def _judgement_reference(self, i: int) -> str:
        place = self._below_headings[i]
        if place is not None and self._drafts[place].role == "numbered":
            return f"judgement above para {self._drafts[place].number}"
        return f"judgement, {self._where()}"

    def _is_header(self, i: int) -> bool:
        """Name the table if it begins at `i`, and say whether this row is only a header over grades."""
        row = self._drafts[i]
        if i and self._drafts[i - 1].role == "table_row":
            return False
        cells = [cell.strip() for cell in row.text.split("\t")]
        following = self._drafts[i + 1] if i + 1 < len(self._drafts) else row
        labels = len(cells) > 1 and all(0 < len(cell.split()) <= 3 for cell in cells)
        if labels and cells[-1].lower() in _COLUMN_LABELS and following.role == "table_row":
            self._table = self._nth(f"'{cells[0]}' table", "table", cells[0])
            return cells[-1].lower() in _GRADE_LABELS
        if _GRADE_CELL.search(row.text) or _GRADE_CELL.search(following.text):
            self._table = self._nth("judgement table", "table", "judgement")
        elif self._heading:
            self._table = self._nth(f"{self._where()} table", "table", self._where())
        else:
            self._table = self._nth(f"{self._front} table", "table", None)
        return False

    def _nth(self, name: str, what: str, where: str | None) -> str:
        count = self._count(what, where)
        return name if count == 1 else f"{name} {count}"

    def _count(self, what: str, where: str | None) -> int:
        self._counts[what, where] += 1
        return self._counts[what, where]

    def _where(self) -> str:
        if self._heading is None:
            return self._front
        repeat = self._repeats[self._heading]
        return f"'{self._heading}'" + (f" ({_ordinal(repeat)})" if repeat > 1 else "")


def _end_of_title(drafts: list[Draft]) -> int:
    """Return how many of the first drafts are the title: the headings before anything else.

    The last of them is the first section's heading where prose or a list follows it.
    """
    first = next((i for i, d in enumerate(drafts) if d.part == "body"), len(drafts))
    end = first
    while end < len(drafts) and drafts[end].role == "heading" and not drafts[end].judgement:
        end += 1
    if end in (first, len(drafts)) or drafts[0].part == "letter head":
        return end
    return end if drafts[end].labelled or drafts[end].role == "table_row" else end - 1


def _tell_apart(named: list[_Named]) -> None:
    """Put the section before references that occur twice, then count what is still alike."""
    repeated = {ref for ref, n in Counter(item.reference for item in named).items() if n > 1}
    for item in named:
        if item.reference in repeated and item.section:
            item.reference = f"'{item.section}', {item.reference}"
    seen: Counter[str] = Counter()
    for item in named:
        seen[item.reference] += 1
        if seen[item.reference] > 1:
            item.reference = f"{item.reference} ({_ordinal(seen[item.reference])})"


def _heading_text(text: str) -> str:
    return _FOOTNOTE_MARKS.sub("", text).rstrip(" .:;").strip()


def _ordinal(n: int) -> str:
    suffix = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{suffix}"


def _slug(reference: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", reference.lower().replace("'", "")).strip("-")


def _merge_adjacent(spans: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in spans:
        if merged and merged[-1].end == span.start:
            merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    return tuple(merged)
