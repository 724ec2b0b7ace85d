"""Find every paragraph on a topic: by its words, by other names for them, and by meaning."""

from dataclasses import replace
from itertools import groupby

from assistant.answering.assistant import Assistant
from assistant.topics.evidence import MATCHES_FROM, NEAR_FROM, gather_evidence, paragraph_vectors
from assistant.topics.types import FollowUp, Later, Match, MatchKind, Moment, Topic
from assistant.topics.words import TopicWords, read_words, sentences_of, written
from corpus.types import Document, Paragraph
from index.query.report_parts import part_asked_for
from index.search.ranker import Ranker
from index.store.generation import Generation
from index.store.rows import PassageRows
from index.types import SCOPE_FIELDS, ParsedQuery, Scope

_LIKE = 0.6
"""Cosine of a recommendation with a later paragraph from which on one may follow up the other."""
_MOST_LATER = 3
_TO_DO = part_asked_for("recommendations")


def find_topic(assistant: Assistant, topic: str, scope: Scope) -> Topic:
    """Return every paragraph on a topic that the scope admits.

    An authority, year, document or voice that the topic names limits it as a filter does.

    Raises QuestionError when the topic is empty, too long, or has no letter or digit, and
    LibraryError when a paragraph's text is not what its document holds.
    """
    parsed = assistant.parse(topic, scope)
    ranker = assistant.ranker
    words = read_words(parsed, assistant.parser.thesaurus if assistant.expands else None)
    limits = frozenset(name for name in SCOPE_FIELDS if getattr(parsed.scope, name))
    parsed = replace(parsed, scope=replace(parsed.scope, given=limits | scope.given))
    judged = _judge(ranker, parsed, words)
    for match in judged:
        assistant.quote(match.paragraph)  # Raises unless the document holds the text to the letter.
    matches = tuple(match for match in judged if match.probability >= MATCHES_FROM)
    documents, paragraphs = ranker.paragraphs.count(parsed.scope)
    return Topic(
        parsed=parsed,
        names=_names_met(ranker.generation, words, matches),
        matches=matches,
        near=tuple(match for match in judged if match.probability < MATCHES_FROM),
        timeline=_timeline(ranker.generation.rows, matches),
        followed_up=_followed_up(ranker.generation, matches),
        documents=documents,
        paragraphs=paragraphs,
    )


def _judge(ranker: Ranker, parsed: ParsedQuery, words: TopicWords) -> tuple[Match, ...]:
    """Return the paragraphs that match or nearly do, newest document first, in reading order."""
    absent = parsed.absent_authorities and not parsed.scope.authority
    if absent or parsed.absent_years or not words.stems:
        return ()
    evidence = gather_evidence(ranker, parsed, words)
    judged: list[Match] = []
    for i, probability in enumerate(map(float, evidence.probabilities)):
        paragraph = ranker.paragraphs.all[i]
        document = ranker.paragraphs.documents[paragraph.document]
        if probability >= NEAR_FROM and parsed.scope.admits(document):
            kind: MatchKind = "exact" if evidence.exact[i] else "concept"
            judged.append(Match(paragraph, document, kind, probability, _is_recommended(paragraph)))
    newest_first = sorted({match.document for match in judged}, key=_when, reverse=True)
    places = {document.id: place for place, document in enumerate(newest_first)}
    return tuple(sorted(judged, key=lambda match: (places[match.document.id], match.paragraph.ordinal)))


def _names_met(generation: Generation, words: TopicWords, matches: tuple[Match, ...]) -> tuple[str, ...]:
    """Return the other names for the topic's words that stand in what matches."""
    sentences = {sentence for match in matches for sentence in sentences_of(match.paragraph, generation.rows)}
    met = [name.stems for name in words.names if any(map(name.stands_in, sentences))]
    return tuple(dict.fromkeys(written(stems, generation.vocabulary) for stems in met))


def _when(document: Document) -> tuple[int, str, str]:
    """Return what documents are ordered by: year, then the last day of the inspection or publication."""
    last = document.inspected[-1] if document.inspected else document.published
    return document.year or 0, last or "", document.id


def _is_recommended(paragraph: Paragraph) -> bool:
    return bool(_TO_DO and _TO_DO.headings.search(paragraph.section or ""))


def _timeline(rows: PassageRows, matches: tuple[Match, ...]) -> tuple[Moment, ...]:
    """Return what each document said, the oldest first."""
    moments = [
        Moment(document, tuple((match.paragraph, _first_sentence(rows, match.paragraph)) for match in own))
        for document, own in groupby(matches, key=lambda match: match.document)
    ]
    return tuple(reversed(moments))


def _first_sentence(rows: PassageRows, paragraph: Paragraph) -> str:
    start, end = rows.sentences(paragraph.id)[0]
    return paragraph.text[start:end]


def _followed_up(generation: Generation, matches: tuple[Match, ...]) -> tuple[FollowUp, ...]:
    """Return each recommendation with what is most like it in later years about the same authority."""
    if not any(match.recommended for match in matches):
        return ()
    vectors = paragraph_vectors(generation, (match.paragraph.id for match in matches))
    links: list[FollowUp] = []
    for i, match in enumerate(matches):
        if not match.recommended:
            continue
        cosines = vectors @ vectors[i]
        later = [
            Later(other, float(cosine))
            for other, cosine in zip(matches, cosines, strict=True)
            if other.document.authority == match.document.authority
            and (other.document.year or 0) > (match.document.year or 0)
            and cosine >= _LIKE
        ]
        later.sort(key=lambda found: -found.similarity)
        links.append(FollowUp(match, tuple(later[:_MOST_LATER])))
    return tuple(links)
