"""The one place where a refusal is put into words, for the terminal, JSON, the browser and briefings."""

from assistant.answering.reasons import (
    FactFailure,
    FactKind,
    FactMissing,
    NoDocumentAbout,
    NoDocumentOf,
    NoSuchGrade,
    NothingInScope,
    NotSure,
    OffSubject,
    OnlyFormalities,
    OtherVoice,
    Reason,
    ReportSilent,
    TermMissing,
    VectorsAway,
)
from assistant.answering.types import Answer, Status

_NEAR = "These paragraphs are near the question; "
_VOICES = {"inspectors": "the inspectors'", "council": "the council's"}
_ASKED_FOR: dict[FactKind, str] = {
    "percentage": "percentage",
    "figure": "figure",
    "date": "date",
    "person": "name",
}
_FAILURES: dict[FactFailure, str] = {
    "absent": "none gives a {fact}",
    "off_subject": "those that give a {fact} are about something else",
    "far": "those that give a {fact} are farther from what was asked",
    "year": "none gives the {fact} of {years}",
}
_MOST_NAMED = 3


def word_refusal(answer: Answer) -> str | None:
    """Return why a question is not answered, as a sentence or two; None where it is answered."""
    if answer.reason is None:
        return None
    return word_reason(answer.reason, answer.status, answer.parsed.unknown_words)


def word_reason(reason: Reason, status: Status, unknown_words: tuple[str, ...] = ()) -> str:
    """Return a reason as a sentence or two.

    `status` says whether there are paragraphs to be shown; `unknown_words` are words of the
    question that no document uses, which may be the cause of what is missing.
    """
    match reason:
        case VectorsAway(cause):
            return f"{cause}; these are found by the question's words alone."
        case NothingInScope():
            return "No document matches what the question is limited to."
        case NoDocumentAbout(authorities, undescribed):
            return f"The library has no document about {_either(authorities)}{_as_far(undescribed)}."
        case NoDocumentOf(years, authorities, undescribed):
            of = f"of {_either(years)} about {_either(authorities)}"
            return f"The library has no document {of}{_as_far(undescribed)}."
        case OffSubject() if status == "not_found":
            said = "No paragraph is about this"
        case OffSubject() | NotSure():
            said = f"{_NEAR}none is sure enough to be called an answer"
        case ReportSilent(years, elsewhere):
            said = f"{_NEAR}none is of {_either(years)}, but of {_listed(elsewhere)}"
        case TermMissing(term, years, elsewhere):
            said = f"{_NEAR}{_none(years, elsewhere)} speaks of “{term}”{_but(elsewhere)}"
        case NoSuchGrade():
            said = f"{_NEAR}no judgement gives the grade that was asked for"
        case FactMissing(kind, failure, years):
            said = _NEAR + _FAILURES[failure].format(fact=_ASKED_FOR[kind], years=_either(years))
        case OtherVoice(voices):
            said = f"{_NEAR}none is in {_either(tuple(_VOICES[voice] for voice in voices))} own words"
        case OnlyFormalities():
            said = f"{_NEAR}all that may answer are a document's formalities"
    words = ", ".join(f"“{word}”" for word in unknown_words)
    return f"{said}. The documents never use {words}." if words else f"{said}."


def _none(years: tuple[int, ...], elsewhere: tuple[str, ...]) -> str:
    """Return what does not speak of a term: nothing at all, or nothing of what may answer."""
    if years:
        return f"none of {_either(years)}"
    return "none that may answer" if elsewhere else "none"


def _but(elsewhere: tuple[str, ...]) -> str:
    return f", but {_listed(elsewhere)} {'does' if len(elsewhere) == 1 else 'do'}" if elsewhere else ""


def _as_far(undescribed: int) -> str:
    """Say how far absence is known, where documents do not say what they are about."""
    if not undescribed:
        return ""
    if undescribed == 1:
        return ", as far as is known: 1 document does not say which authority or year it is of"
    return f", as far as is known: {undescribed} documents do not say which authority or year they are of"


def _either(values: tuple[object, ...]) -> str:
    return " or ".join(map(str, values))


def _listed(titles: tuple[str, ...]) -> str:
    """Return the first few titles of several, and how many more there are."""
    more = len(titles) - _MOST_NAMED
    # A short title holds a comma ("Ofsted, Hounslow 2014").
    return "; ".join(titles[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
