"""Why a question is not answered: a code with its data, which `wording` puts into words."""

from dataclasses import dataclass
from typing import Literal

from corpus.types import Voice

FactKind = Literal["percentage", "figure", "date", "person"]
"""What a question may ask for that a paragraph must hold to answer it."""
FactFailure = Literal["absent", "off_subject", "far", "year"]
"""Why no paragraph gives the fact: none holds one; those that do are about something else, or are far
behind the best; or none is of the year that was asked for."""


@dataclass(frozen=True, slots=True)
class VectorsAway:
    """The vectors could not be had, so that paragraphs were found by the question's words alone."""

    cause: str
    code = "vectors_away"


@dataclass(frozen=True, slots=True)
class NothingInScope:
    """No paragraph is of what the question is limited to."""

    code = "nothing_in_scope"


@dataclass(frozen=True, slots=True)
class NoDocumentAbout:
    """No document is known to be about the authorities that are named.

    `undescribed` documents do not say of which authority or year they are, so may be about them.
    """

    authorities: tuple[str, ...]
    undescribed: int = 0
    code = "no_document_about"


@dataclass(frozen=True, slots=True)
class NoDocumentOf:
    """No document of these years is known to be about the authorities that are named.

    `undescribed` documents do not say of which authority or year they are, so may be.
    """

    years: tuple[int, ...]
    authorities: tuple[str, ...]
    undescribed: int = 0
    code = "no_document_of"


@dataclass(frozen=True, slots=True)
class OffSubject:
    """The library is not likely to answer the question at all.

    `probability` (0 to 1) is what was estimated.
    """

    probability: float
    code = "off_subject"


@dataclass(frozen=True, slots=True)
class ReportSilent:
    """No paragraph near the question is of the report of these years, but of the documents `elsewhere`."""

    years: tuple[int, ...]
    elsewhere: tuple[str, ...]
    code = "report_silent"


@dataclass(frozen=True, slots=True)
class TermMissing:
    """No paragraph that may answer speaks of a term that the question names.

    `years` limit which may; `elsewhere` are the documents, by their short titles, that do speak of it.
    """

    term: str
    years: tuple[int, ...]
    elsewhere: tuple[str, ...]
    code = "term_missing"


@dataclass(frozen=True, slots=True)
class NoSuchGrade:
    """No judgement gives the grade that was asked for."""

    code = "no_such_grade"


@dataclass(frozen=True, slots=True)
class FactMissing:
    """No paragraph gives what was asked for: a figure, a date, a name.

    `failure` says at which test those paragraphs failed that got farthest; `years` are those asked for.
    """

    kind: FactKind
    failure: FactFailure
    years: tuple[int, ...]
    code = "fact_missing"


@dataclass(frozen=True, slots=True)
class NotSure:
    """No paragraph near the question is likely enough to answer it.

    `probability` (0 to 1) is that of the likeliest.
    """

    probability: float
    code = "not_sure"


@dataclass(frozen=True, slots=True)
class OtherVoice:
    """All paragraphs near the question are in another voice than the one asked for."""

    voices: tuple[Voice, ...]
    code = "other_voice"


@dataclass(frozen=True, slots=True)
class OnlyFormalities:
    """All that is left are a letter's or publisher's formalities, which answer no question."""

    code = "only_formalities"


Reason = (
    VectorsAway
    | NothingInScope
    | NoDocumentAbout
    | NoDocumentOf
    | OffSubject
    | ReportSilent
    | TermMissing
    | NoSuchGrade
    | FactMissing
    | NotSure
    | OtherVoice
    | OnlyFormalities
)
