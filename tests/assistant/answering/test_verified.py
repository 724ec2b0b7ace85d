"""What the verified criterion makes of probabilities, by hand, without a model."""

import pytest

from assistant.answering.criteria.order import GRADE, STATEMENT, VERIFIED, criteria_for
from assistant.answering.criteria.verified import Verified
from assistant.answering.decision import decide
from assistant.answering.reasons import NotSure
from assistant.answering.types import Ruling
from assistant.answering.verification import ANSWERS_FROM, SURE_FROM, spelt_out
from assistant.answering.verification import Verified as Read
from index.types import Expansion
from tests.assistant.answering.cases import case, hit, keys, parsed

pytestmark = pytest.mark.fast

JUST, BELOW = ANSWERS_FROM, ANSWERS_FROM - 0.001


def read(**probabilities: float) -> dict[str, Read]:
    """Return what came of reading paragraphs, by their keys."""
    return {hit(key).paragraph.id: Read(own, (0, 1)) for key, own in probabilities.items()}


def said(keys_of_hits: str, **probabilities: float) -> Ruling:
    own = case(*map(hit, keys_of_hits.split()), verified=read(**probabilities))
    return Verified().rule(own, own.hits)


@pytest.mark.parametrize(
    ("probabilities", "stays"),
    [
        pytest.param({"a": JUST}, "a", id="just sure enough"),
        pytest.param({"a": 0.9, "b": 0.95}, "b a", id="the surest comes first, whatever its rank"),
        pytest.param({"a": 0.9, "b": 0.9}, "a b", id="equal ones stay as they were"),
        pytest.param({"a": JUST, "b": BELOW}, "a", id="one that is not sure enough is not quoted"),
        pytest.param(
            {"a": 1.0, "b": 0.501, "c": 0.499}, "a b", id="nor one less than half as sure as the best"
        ),
        pytest.param(dict.fromkeys("abcdef", 0.9), "a b c d e", id="five at most"),
    ],
)
def test_what_answers_is_quoted_the_surest_first(probabilities: dict[str, float], stays: str) -> None:
    ruling = said("a b c d e f", **{**dict.fromkeys("abcdef", 0.0), **probabilities})
    assert (keys(ruling.hits), ruling.ceiling, ruling.reason) == (stays, "answered", None)


def test_where_none_is_sure_enough_the_surest_is_told() -> None:
    ruling = said("a b", a=0.01, b=BELOW)
    assert (ruling.hits, ruling.ceiling, ruling.reason) == ((), "related", NotSure(BELOW))


def test_what_was_not_read_is_not_quoted() -> None:
    assert keys(said("a b", b=0.9).hits) == "b"


def test_where_no_hits_are_left_no_more_is_said() -> None:
    own = case(hit("a"), verified=read(a=0.9))
    assert Verified().rule(own, ()) == Ruling("verified", ())


def test_nothing_is_refused_because_there_is_no_verifier() -> None:
    assert criteria_for(case(hit("a"))) == STATEMENT
    assert criteria_for(case(hit("a"), verified=read(a=0.9))) == VERIFIED
    assert criteria_for(case(hit("a"), verified=read(a=0.9), asks_for_grade=True)) == GRADE


def test_related_paragraphs_are_the_likeliest_of_those_that_were_read() -> None:
    own = case(*map(hit, "abc"), confidence=1.0, verified=read(a=0.1, b=0.2))
    decision = decide(own)
    assert (decision.status, keys(decision.related)) == ("related", "b a")


@pytest.mark.parametrize(
    ("probability", "sureness"),
    [
        (1.0, "answers"),
        (SURE_FROM, "answers"),
        (SURE_FROM - 0.001, "may answer"),
        (JUST, "may answer"),
        (BELOW, None),
    ],
)
def test_sureness_is_told_from_the_probability(probability: float, sureness: str | None) -> None:
    assert Read(probability, (0, 1)).sureness == sureness


def test_acronyms_are_spelt_out_for_the_verifier() -> None:
    own = parsed(
        "are UASC and CIN seen",
        expansions=(
            Expansion("UASC", "unaccompanied asylum seeking children", "acronym"),
            Expansion("seen", "visited", "thesaurus"),
        ),
    )
    assert spelt_out(own) == "are unaccompanied asylum seeking children and CIN seen"
