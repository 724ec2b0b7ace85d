"""What decide() makes of rulings, over criteria that say what the test tells them to."""

from dataclasses import dataclass

import pytest

from assistant.answering.case import Case
from assistant.answering.criteria.order import BY_WORDS, GRADE, STATEMENT, criteria_for
from assistant.answering.decision import Decision, binding_reason, decide
from assistant.answering.reasons import (
    NoSuchGrade,
    NothingInScope,
    OffSubject,
    OnlyFormalities,
    OtherVoice,
    Reason,
    VectorsAway,
)
from assistant.answering.types import Ruling, Status
from index.types import Hit
from tests.assistant.answering.cases import case, hit, keys

pytestmark = pytest.mark.fast

GRADELESS = NoSuchGrade()
FORMAL = OnlyFormalities()
VOICE = OtherVoice(("council",))


@dataclass(frozen=True)
class Caps:
    """Leaves all hits, and allows no more than a status."""

    ceiling: Status
    reason: Reason | None = None
    name: str = "caps"

    def rule(self, case: Case, hits: tuple[Hit, ...]) -> Ruling:
        return Ruling(self.name, hits, self.ceiling, self.reason)


@dataclass(frozen=True)
class Drops:
    """Takes the first of the hits that it is given."""

    name: str = "drops"

    def rule(self, case: Case, hits: tuple[Hit, ...]) -> Ruling:
        return Ruling(self.name, hits[1:])


ALLOWS = Caps("answered")
ABC = case(hit("a"), hit("b"), hit("c"))


@pytest.mark.parametrize(
    ("criteria", "status", "reason"),
    [
        pytest.param([ALLOWS, ALLOWS], "answered", None, id="nobody is against it"),
        pytest.param([ALLOWS, Caps("related", FORMAL)], "related", FORMAL, id="one is against it"),
        pytest.param(
            [Caps("related", FORMAL), Caps("related", VOICE)], "related", FORMAL,
            id="the first of two is told",
        ),
        pytest.param(
            [Caps("related", FORMAL), Caps("not_found", VOICE), Caps("related", GRADELESS)],
            "not_found", VOICE, id="the lowest is told, wherever it stands",
        ),
        pytest.param(
            [Caps("not_found", VOICE), Caps("not_found", FORMAL)],
            "not_found", VOICE, id="the first of the two lowest is told",
        ),
        pytest.param(
            [Caps("related"), Caps("related", FORMAL)], "related", FORMAL,
            id="who gives no reason is passed over",
        ),
        pytest.param(
            [Caps("answered", FORMAL)], "answered", None, id="why hits went is no reason where others answer"
        ),
    ],
)  # fmt: skip
def test_the_lowest_ceiling_decides_and_the_first_that_has_it_says_why(
    criteria: list[Caps], status: Status, reason: Reason | None
) -> None:
    decision = decide(ABC, criteria)
    assert (decision.status, decision.reason) == (status, reason)
    assert binding_reason(decision.trace, decision.status) == reason


def test_the_trace_holds_every_ruling_in_order() -> None:
    decision = decide(
        ABC, [Caps("related", FORMAL, "first"), Drops("second"), Caps("answered", name="third")]
    )
    assert decision.trace == (
        Ruling("first", ABC.hits, "related", FORMAL),
        Ruling("second", ABC.hits[1:], "answered", None),
        Ruling("third", ABC.hits[1:], "answered", None),
    )


def test_each_criterion_is_given_what_the_one_before_it_left() -> None:
    decision = decide(ABC, [Drops(), ALLOWS, Drops()])
    assert [keys(ruling.hits) for ruling in decision.trace] == ["b c", "b c", "c"]
    assert keys(decision.quoted) == "c"


def test_what_is_left_is_quoted_and_the_rest_is_related() -> None:
    decision = decide(ABC, [Drops()])
    assert (keys(decision.quoted), keys(decision.related)) == ("b c", "a")


@pytest.mark.parametrize(
    ("ceiling", "related"), [("answered", ""), ("related", "a b c"), ("not_found", "")]
)  # fmt: skip
def test_nothing_is_quoted_unless_answered_and_nothing_shown_where_nothing_is_found(
    ceiling: Status, related: str
) -> None:
    decision = decide(ABC, [Caps(ceiling, FORMAL)])
    assert keys(decision.quoted) == ("a b c" if ceiling == "answered" else "")
    assert keys(decision.related) == related


def test_related_are_the_nearest_five_no_formalities_whatever_a_criterion_took() -> None:
    own = case(
        hit("a", similarity=0.30, coverage=0.0),
        hit("b", similarity=0.25, coverage=1.0),
        hit("c", similarity=0.90, coverage=0.0, reference="sign-off"),
        hit("d", similarity=0.50, coverage=0.0),
        hit("e", similarity=0.40, coverage=0.8),
        hit("f", similarity=0.10, coverage=0.5),
        hit("g", similarity=0.61, coverage=0.0),
    )
    decision = decide(own, [Drops(), Drops(), Caps("related", FORMAL)])
    # g 0.61; e 0.4 + 0.25 * 0.8 = 0.6; b and d 0.5 each, b first by its rank; a 0.3; f is the sixth.
    assert keys(decision.related) == "g e b d a"


def test_what_is_quoted_is_not_shown_again_as_related() -> None:
    own = case(
        *(hit(key, similarity=similarity) for key, similarity in zip("abc", (0.1, 0.2, 0.3), strict=True))
    )
    decision = decide(own, [Drops()])
    assert (keys(decision.quoted), keys(decision.related)) == ("b c", "a")


@pytest.mark.parametrize(
    ("status", "quoted"), [("answered", ""), ("related", "a"), ("not_found", "a")]
)  # fmt: skip
def test_quotes_and_an_answer_come_together_or_not_at_all(status: Status, quoted: str) -> None:
    hits = ABC.hits[: len(quoted)]
    with pytest.raises(ValueError, match=f"{len(quoted)} quotes for a question that is {status}"):
        Decision(status, hits, (), None, ())


def test_criteria_that_leave_nothing_and_say_nothing_are_an_error() -> None:
    with pytest.raises(ValueError, match="0 quotes for a question that is answered"):
        decide(case(hit("a")), [Drops()])


@pytest.mark.parametrize(
    ("facts", "criteria"),
    [
        pytest.param({}, STATEMENT, id="a statement"),
        pytest.param({"asks_for_grade": True}, GRADE, id="a grade"),
        pytest.param({"unavailable": "down"}, BY_WORDS, id="words alone"),
        pytest.param({"unavailable": "", "asks_for_grade": True}, BY_WORDS, id="a grade, by words alone"),
    ],
)
def test_which_criteria_decide(facts: dict[str, object], criteria: tuple[object, ...]) -> None:
    assert criteria_for(case(hit("a"), **facts)) is criteria


G = hit("g", reference="judgement table, row 1")


@pytest.mark.parametrize(
    ("own", "status", "quoted", "related", "reason"),
    [
        pytest.param(
            case(hit("a"), hit("b", score=0.5)), "answered", "a", "b", None, id="a statement is quoted"
        ),
        pytest.param(case(), "not_found", "", "", NothingInScope(), id="nothing is in scope"),
        pytest.param(
            case(hit("a"), confidence=0.1), "not_found", "", "", OffSubject(0.1), id="another subject"
        ),
        pytest.param(
            case(hit("a"), grades=(G,), asks_for_grade=True), "answered", "g", "a", None,
            id="a grade is quoted",
        ),
        pytest.param(
            case(hit("a"), asks_for_grade=True), "related", "", "a", NoSuchGrade(), id="no such grade"
        ),
        pytest.param(
            case(hit("a"), unavailable="down"), "related", "", "a", VectorsAway("down"), id="by words alone"
        ),
        pytest.param(
            case(unavailable="down"), "not_found", "", "", NothingInScope(), id="nothing by words alone"
        ),
    ],
)  # fmt: skip
def test_a_case_is_decided_by_its_own_criteria(
    own: Case, status: Status, quoted: str, related: str, reason: Reason | None
) -> None:
    decision = decide(own)
    assert (decision.status, decision.reason) == (status, reason)
    assert (keys(decision.quoted), keys(decision.related)) == (quoted, related)
    assert [ruling.criterion for ruling in decision.trace] == [own.name for own in criteria_for(own)]
