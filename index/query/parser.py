"""Read a question: what it limits itself to, what it is about, and what its words stand for."""

from dataclasses import dataclass

from index.lexicon.acronyms import Acronyms
from index.lexicon.postings import TermIndex
from index.lexicon.spelling import Vocabulary, in_right_spelling
from index.lexicon.terms import STOP_WORDS, stem, terms_of, words_of
from index.lexicon.thesaurus import Thesaurus
from index.query.scope import KnownDocuments, absent_years, read_absent, read_scope, subject_of
from index.types import Expansion, ParsedQuery, Scope


@dataclass(frozen=True)
class QueryParser:
    """What questions are read against: a library's documents, its words, and the sector's."""

    documents: KnownDocuments
    terms: TermIndex
    vocabulary: Vocabulary
    acronyms: Acronyms
    thesaurus: Thesaurus

    def parse(self, question: str, given: Scope, expand: bool = True) -> ParsedQuery:
        """Return a question as understood; `given` is what the user limits it to.

        Without `expand` its words stand for themselves alone.
        """
        subject = subject_of(question, self.documents)
        expansions: tuple[Expansion, ...] = ()
        if expand:
            mended = self.vocabulary.mend(subject, self.thesaurus.words)
            subject = in_right_spelling(subject, mended)
            acronyms = self.acronyms.expand(subject)
            meant = [terms_of(e.meaning) for e in acronyms]
            sector = (e for e in self.thesaurus.expand(subject) if terms_of(e.meaning) not in meant)
            expansions = (*mended, *acronyms, *sector)
        scope = read_scope(question, self.documents, given)
        return ParsedQuery(
            question=question,
            subject=subject,
            scope=scope,
            expansions=expansions,
            absent_authorities=read_absent(question, self.documents),
            absent_years=absent_years(scope, self.documents),
            undescribed=self.documents.undescribed,
            unknown_words=self._unknown_words(subject, expansions),
        )

    def _unknown_words(self, subject: str, expansions: tuple[Expansion, ...]) -> tuple[str, ...]:
        explained = {word for e in expansions for word in words_of(e.term)}
        words = (w for w in words_of(subject) if w not in STOP_WORDS and w not in explained)
        return tuple(dict.fromkeys(w for w in words if stem(w) not in self.terms))
