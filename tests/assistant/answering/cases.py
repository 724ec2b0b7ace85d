"""Builders of hand-made cases, so that a test of a decision says only what matters to it."""

from dataclasses import replace
from typing import Any

from assistant.answering.case import Case
from corpus.types import Document, Paragraph, ParagraphKind, Span, Voice
from index.lexicon.terms import terms_of
from index.types import Expansion, Hit, ParsedQuery, Scope


def document(
    key: str = "report",
    *,
    authority: str = "Barset",
    year: int = 2018,
    title: str | None = None,
    voice: Voice = "inspectors",
    published: str | None = None,
) -> Document:
    """A report, by its id; its short title is "Ofsted, Barset 2018" unless told otherwise."""
    short_title = title or f"Ofsted, {authority} {year}"
    return Document(
        id=key,
        title=f"A report: {short_title}",
        short_title=short_title,
        publisher="Ofsted",
        voice=voice,
        authority=authority,
        kind="inspection report",
        year=year,
        licence="none",
        published=published,
    )


REPORT = document()


def paragraph(
    key: str = "a",
    text: str = "Children are safe.",
    *,
    of: Document = REPORT,
    reference: str | None = None,
    section: str | None = None,
    lead_in: str | None = None,
    kind: ParagraphKind = "numbered",
) -> Paragraph:
    """A paragraph of a document, by the key that tests call it by."""
    return Paragraph(
        id=f"{of.id}#{key}",
        document=of.id,
        ordinal=1,
        kind=kind,
        number=None,
        reference=f"para {key}" if reference is None else reference,
        section=section,
        page=None,
        lead_in=lead_in,
        text=text,
        spans=(Span(0, len(text)),),
    )


def hit(
    key: str = "a",
    text: str = "Children are safe.",
    *,
    of: Document = REPORT,
    score: float = 1.0,
    similarity: float = 0.6,
    coverage: float = 0.5,
    rank: int = 1,
    **fields: Any,
) -> Hit:
    """A hit on a paragraph of a document; `fields` are the paragraph's."""
    own = paragraph(key, text, of=of, **fields)
    words = " ".join((own.section or "", own.lead_in or "", own.text))
    return Hit(rank, score, own, of, similarity, coverage, frozenset(terms_of(words)))


def parsed(
    question: str = "are children safe",
    *,
    scope: Scope | None = None,
    expansions: tuple[Expansion, ...] = (),
    absent_authorities: tuple[str, ...] = (),
    absent_years: tuple[int, ...] = (),
) -> ParsedQuery:
    """A question that limits itself to nothing."""
    return ParsedQuery(question, question, scope or Scope(), expansions, absent_authorities, absent_years)


def case(*hits: Hit, question: ParsedQuery | None = None, confidence: float = 0.9, **facts: Any) -> Case:
    """A case that is likely to be answered, its hits ranked as they are given; `facts` are the case's."""
    ranked = tuple(replace(own, rank=rank) for rank, own in enumerate(hits, start=1))
    return Case(question or parsed(), ranked, confidence, **facts)


def keys(hits: tuple[Hit, ...]) -> str:
    """Return the keys of hits in their order: "a b"."""
    return " ".join(own.paragraph.id.partition("#")[2] for own in hits)


def chosen(hits: tuple[Hit, ...], wanted: str) -> tuple[Hit, ...]:
    """Return the hits of these keys ("a c"), in their order."""
    return tuple(own for own in hits if keys((own,)) in wanted.split())
