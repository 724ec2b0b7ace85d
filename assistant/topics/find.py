"""Find every paragraph on a topic: by its words, by other names for them, and by meaning."""

from dataclasses import replace
from itertools import groupby

from assistant.answering.assistant import Assistant
from assistant.topics.evidence import MATCHES_FROM, NEAR_FROM, gather_evidence
from assistant.topics.types import FollowUp, Later, Match, MatchKind, Moment, Topic
from assistant.topics.words import TopicWords, read_words, sentences_of, written
from corpus.types import Document, Paragraph
from index.passages import sentence_offsets
from index.query.report_parts import part_asked_for
from index.search.ranker import Searcher
from index.types import Reading, Scope

_LIKE = 0.6
"""Cosine of a recommendation with a later paragraph from which on one may follow up the other."""
_MOST_LATER = 3
_LIMITS = ("authority", "year", "document", "voice")
_TO_DO = part_asked_for("recommendations")


def find_topic(assistant: Assistant, topic: str, scope: Scope) -> Topic:
    """Return every paragraph on a topic that the scope admits.

    An authority, year, document or voice that the topic names limits it as a filter does.

    Raises QuestionError when the topic is empty, too long, or has no letter or digit, and
    LibraryError when a paragraph's text is not what its document holds.
    """
    reading = assistant.read(topic, scope)
    searcher = assistant.searcher
    words = read_words(reading, searcher.thesaurus if assistant.expands else None)
    limits = frozenset(name for name in _LIMITS if getattr(reading.scope, name))
    reading = replace(reading, scope=replace(reading.scope, given=limits | scope.given))
    judged = _judge(searcher, reading, words)
    for match in judged:
        assistant.quote(match.paragraph)  # Raises unless the document holds the text to the letter.
    matches = tuple(match for match in judged if match.probability >= MATCHES_FROM)
    documents, paragraphs = searcher.count(reading.scope)
    return Topic(
        reading=reading,
        names=_names_met(searcher, words, matches),
        matches=matches,
        near=tuple(match for match in judged if match.probability < MATCHES_FROM),
        timeline=_timeline(matches),
        followed_up=_followed_up(searcher, matches),
        documents=documents,
        paragraphs=paragraphs,
    )


def _judge(searcher: Searcher, reading: Reading, words: TopicWords) -> tuple[Match, ...]:
    """Return the paragraphs that match or nearly do, newest document first, in reading order."""
    absent = reading.absent and not reading.scope.authority
    if absent or reading.absent_years or not words.stems:
        return ()
    evidence = gather_evidence(searcher, reading, words)
    judged: list[Match] = []
    for i, probability in enumerate(map(float, evidence.probabilities)):
        paragraph = searcher.paragraphs[i]
        document = searcher.documents[paragraph.document]
        if probability >= NEAR_FROM and reading.scope.admits(document):
            kind: MatchKind = "exact" if evidence.exact[i] else "concept"
            judged.append(Match(paragraph, document, kind, probability, _is_recommended(paragraph)))
    newest_first = sorted({match.document for match in judged}, key=_when, reverse=True)
    places = {document.id: place for place, document in enumerate(newest_first)}
    return tuple(sorted(judged, key=lambda match: (places[match.document.id], match.paragraph.ordinal)))


def _names_met(searcher: Searcher, words: TopicWords, matches: tuple[Match, ...]) -> tuple[str, ...]:
    """Return the other names for the topic's words that stand in what matches."""
    sentences = {sentence for match in matches for sentence in sentences_of(match.paragraph.text)}
    met = [name.stems for name in words.names if any(map(name.stands_in, sentences))]
    return tuple(dict.fromkeys(written(stems, searcher.generation.vocabulary) for stems in met))


def _when(document: Document) -> tuple[int, str, str]:
    """Return what documents are ordered by: year, then the last day of the inspection or publication."""
    last = document.inspected[-1] if document.inspected else document.published
    return document.year, last or "", document.id


def _is_recommended(paragraph: Paragraph) -> bool:
    return bool(_TO_DO and _TO_DO.headings.search(paragraph.section or ""))


def _timeline(matches: tuple[Match, ...]) -> tuple[Moment, ...]:
    """Return what each document said, the oldest first."""
    moments = [
        Moment(document, tuple((match.paragraph, _first_sentence(match.paragraph)) for match in own))
        for document, own in groupby(matches, key=lambda match: match.document)
    ]
    return tuple(reversed(moments))


def _first_sentence(paragraph: Paragraph) -> str:
    start, end = sentence_offsets(paragraph.text)[0]
    return paragraph.text[start:end]


def _followed_up(searcher: Searcher, matches: tuple[Match, ...]) -> tuple[FollowUp, ...]:
    """Return each recommendation with what is most like it in later years about the same authority."""
    if not any(match.recommended for match in matches):
        return ()
    vectors = searcher.paragraph_vectors(match.paragraph.id for match in matches)
    links: list[FollowUp] = []
    for i, match in enumerate(matches):
        if not match.recommended:
            continue
        cosines = vectors @ vectors[i]
        later = [
            Later(other, float(cosine))
            for other, cosine in zip(matches, cosines, strict=True)
            if other.document.authority == match.document.authority
            and other.document.year > match.document.year
            and cosine >= _LIKE
        ]
        later.sort(key=lambda found: -found.similarity)
        links.append(FollowUp(match, tuple(later[:_MOST_LATER])))
    return tuple(links)
