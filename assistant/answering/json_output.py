"""Answers, hits and paragraphs as JSON records: the contract that other people's scripts read."""

from collections import Counter
from dataclasses import asdict
from typing import Any

from assistant.answering.citations import cite, render_citation
from assistant.answering.reasons import Reason
from assistant.answering.types import Answer, Quote, Ruling
from assistant.answering.wording import word_refusal
from corpus.grades import read_grades
from corpus.segmentation.roles import role_of
from corpus.types import Document, Ingested, Paragraph, Span
from index.types import Expansion, Hit, Scope, SearchResult

Record = dict[str, Any]


def answer_record(answer: Answer) -> Record:
    """Return what `ask --json` prints."""
    return {
        "question": answer.parsed.question,
        "status": answer.status,
        "quotes": [quote_record(quote) for quote in answer.quotes],
        "related": [quote_record(quote) for quote in answer.related],
        "missing": word_refusal(answer),
        "reason": reason_record(answer.reason),
        "confidence": round(answer.confidence, 3),
        "unverified": answer.unverified,
        "searched": {"documents": answer.documents, "paragraphs": answer.paragraphs},
        "scope": scope_record(answer.parsed.scope),
        "expansions": _expansions(answer.parsed.expansions),
        "trace": [_ruling(ruling) for ruling in answer.trace],
        "seconds": round(answer.seconds, 4),
    }


def search_record(result: SearchResult) -> Record:
    """Return what `search --json` prints."""
    return {
        "question": result.parsed.question,
        "scope": scope_record(result.parsed.scope),
        "expansions": _expansions(result.parsed.expansions),
        "hits": [_hit(hit) for hit in result.hits],
    }


def paragraph_record(paragraph: Paragraph) -> Record:
    """Return what `paragraphs --json` prints, one a line."""
    return {
        "paragraph": paragraph.id,
        "document": paragraph.document,
        "kind": paragraph.kind,
        "role": role_of(paragraph),
        "number": paragraph.number,
        "reference": paragraph.reference,
        "section": paragraph.section,
        "page": paragraph.page,
        "lead_in": paragraph.lead_in,
        "text": paragraph.text,
        "spans": _spans(paragraph.spans),
        "scanned": paragraph.scanned,
    }


def document_record(document: Document, paragraphs: int) -> Record:
    """Return what `documents list --json` prints, one a line."""
    return {
        "document": document.id,
        "title": document.title,
        "short_title": document.short_title,
        "publisher": document.publisher,
        "authority": document.authority,
        "voice": document.voice,
        "kind": document.kind,
        "year": document.year,
        "inspected": list(document.inspected),
        "concerns_inspection": list(document.concerns_inspection),
        "published": document.published,
        "framework": document.framework,
        "licence": document.licence,
        "paragraphs": paragraphs,
    }


def full_document_record(item: Ingested) -> Record:
    """Return what `documents show --json` prints: also the grades, the file, and what was odd about it."""
    grades = [
        {"aspect": grade.aspect, "grade": grade.grade, "paragraph": grade.paragraph.id}
        for grade in read_grades(item.paragraphs)
    ]
    return {
        **document_record(item.document, len(item.paragraphs)),
        "numbered": sum(paragraph.kind == "numbered" for paragraph in item.paragraphs),
        "pages": len(item.pages) or None,
        "file": item.file_name,
        "sha256": item.sha256,
        "grades": grades,
        "roles": dict(Counter(map(role_of, item.paragraphs)).most_common()),
        "corrected": [field for field, _ in item.corrections],
        "warnings": list(item.warnings),
    }


def quote_record(quote: Quote) -> Record:
    """Return a quote with its citation."""
    return {
        "paragraph": quote.paragraph.id,
        "document": quote.document.id,
        "reference": quote.paragraph.reference,
        "citation": render_citation(cite(quote)),
        "text": quote.text,
        "spans": _spans(quote.spans),
        "sentence": list(quote.sentence) if quote.sentence else None,
        "sureness": quote.sureness,
        "probability": None if quote.probability is None else round(quote.probability, 3),
    }


def scope_record(scope: Scope) -> Record:
    """Return what a question limits itself to; `given` names what the user set."""
    return {
        "authority": list(scope.authority),
        "year": list(scope.year),
        "document": list(scope.document),
        "voice": list(scope.voice),
        "given": sorted(scope.given),
    }


def reason_record(reason: Reason | None) -> Record | None:
    """Return a reason as its code and its data, None for none."""
    return None if reason is None else {"code": reason.code, **asdict(reason)}


def _ruling(ruling: Ruling) -> Record:
    return {
        "criterion": ruling.criterion,
        "hits": len(ruling.hits),
        "ceiling": ruling.ceiling,
        "reason": reason_record(ruling.reason),
    }


def _hit(hit: Hit) -> Record:
    paragraph = hit.paragraph
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "paragraph": paragraph.id,
        "document": paragraph.document,
        "title": hit.document.title,
        "reference": paragraph.reference,
        "number": paragraph.number,
        "section": paragraph.section,
        "page": paragraph.page,
        "text": paragraph.text,
        "spans": _spans(paragraph.spans),
    }


def _expansions(expansions: tuple[Expansion, ...]) -> list[Record]:
    return [{"term": e.term, "meaning": e.meaning} for e in expansions]


def _spans(spans: tuple[Span, ...]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]
