"""Every paragraph on a topic: by its words, by other names for them, and by meaning."""

import numpy as np
import pytest

from assistant.answering.assistant import Assistant
from assistant.topics.evidence import paragraph_vectors, specific_cosines
from assistant.topics.find import find_topic
from assistant.topics.types import Topic
from assistant.topics.words import Name, TopicWords, read_words, stems_of
from corpus.errors import QuestionError
from index.types import Scope

INTERVIEWS = [
    "ofsted-hillingdon-2018#what-needs-to-improve-bullet-2",
    "ofsted-hillingdon-2018#para-36",
    "hillingdon-cyps-overview-2017#missing-children-unnumbered-para-6",
    "hillingdon-cyps-overview-2017#missing-children-unnumbered-para-7",
]
WORKLOAD = {"ofsted-hounslow-2014#para-53", "ofsted-hounslow-2014#para-59", "ofsted-hounslow-2014#para-141"}


def ids(topic: Topic) -> list[str]:
    return [match.paragraph.id for match in topic.matches]


def test_every_paragraph_on_a_topic_newest_document_first(assistant: Assistant) -> None:
    topic = find_topic(assistant, "return home interviews", Scope())
    assert ids(topic) == INTERVIEWS
    # The last one speaks of "interviews" under "Missing Children", going on from the one before it.
    assert [match.kind for match in topic.matches] == ["exact", "exact", "exact", "concept"]
    assert [match.recommended for match in topic.matches] == [True, False, False, False]
    assert topic.near == ()
    assert (topic.documents, topic.paragraphs, topic.too_general) == (5, 590, False)
    assert topic.summary == (
        "4 paragraphs of 2 documents (3 with all its words, 1 with some or by meaning), "
        "of 590 paragraphs of 5 documents."
    )


def test_counts(assistant: Assistant) -> None:
    assert find_topic(assistant, "return home interviews", Scope()).counts == {
        "document": {"ofsted-hillingdon-2018": 2, "hillingdon-cyps-overview-2017": 2},
        "year": {"2018": 2, "2017": 2},
        "authority": {"Hillingdon": 4},
        "voice": {"inspectors": 2, "council": 2},
        "section": {
            "Missing Children": 2,
            "What needs to improve": 1,
            "The impact of leaders on social work practice with children and families is outstanding": 1,
        },
    }


def test_the_timeline_goes_from_the_oldest_to_the_newest(assistant: Assistant) -> None:
    timeline = find_topic(assistant, "return home interviews", Scope()).timeline
    assert [moment.document.year for moment in timeline] == [2017, 2018]
    assert [(p.id, text) for p, text in timeline[0].sentences][1] == (
        "hillingdon-cyps-overview-2017#missing-children-unnumbered-para-7",
        "This contract has been in place for 4 years and is currently undergoing review.",
    )


def test_another_name_finds_what_the_word_does_not(assistant: Assistant) -> None:
    topic = find_topic(assistant, "social worker caseloads", Scope())
    assert set(ids(topic)) >= WORKLOAD
    assert topic.names == ("workloads",)
    plain = find_topic(assistant.with_options(expand=False), "social worker caseloads", Scope())
    assert WORKLOAD.isdisjoint(ids(plain))
    assert plain.names == ()


@pytest.mark.parametrize("topic", ["CSE", "child sexual exploitation"])
def test_an_acronym_and_what_it_means_are_one_topic(assistant: Assistant, topic: str) -> None:
    found = {match.paragraph.id: match.kind for match in find_topic(assistant, topic, Scope()).matches}
    spelt_out = "ofsted-hounslow-2014#para-151"
    shortened = "hillingdon-cyps-overview-2017#placements-unnumbered-para-1"
    assert (found[spelt_out], found[shortened]) == ("exact", "exact")


def test_what_stands_under_a_heading_on_the_topic_matches(assistant: Assistant) -> None:
    topic = find_topic(assistant, "private fostering", Scope())
    found = {match.paragraph.id: match for match in topic.matches}
    match = found["hillingdon-cyps-overview-2017#private-fostering-pf-unnumbered-para-3"]
    assert match.paragraph.text == (
        "The LSCB oversees the awareness raising across the partnership of the responsibilities for notification."
    )
    assert match.kind == "exact"


def test_an_address_is_no_enquiry(assistant: Assistant) -> None:
    # "enquiries@ofsted.gov.uk" stands in the closing notes; "enquiry" also names a Section 47 enquiry.
    found = ids(find_topic(assistant, "Section 47 enquiries", Scope()))
    assert not [paragraph_id for paragraph_id in found if "closing-notes" in paragraph_id]
    assert "ofsted-hounslow-2014#para-66" in found  # "child protection enquiry"


def test_what_a_topic_names_limits_it(assistant: Assistant) -> None:
    named = find_topic(assistant, "private fostering in Hounslow", Scope())
    given = find_topic(
        assistant, "private fostering", Scope(authority=("Hounslow",), given=frozenset({"authority"}))
    )
    assert ids(named) == ids(given) == [
        "ofsted-hounslow-2014#para-6",
        "ofsted-hounslow-2014#para-35",
        "ofsted-hounslow-2014#child-protection-in-this-area-bullet-3",
        "ofsted-hounslow-2014#para-83",
    ]  # fmt: skip
    assert (named.documents, named.paragraphs) == (1, 236)
    of_year = find_topic(assistant, "private fostering 2017", Scope())
    assert {match.document.year for match in of_year.matches} == {2017}
    asked = find_topic(assistant, "what did inspectors say about private fostering", Scope())
    assert ids(asked) == ids(given)


@pytest.mark.parametrize(
    ("topic", "summary"),
    [
        ("pizza", "No paragraph is on this topic. Searched 590 paragraphs of 5 documents."),
        ("the", "No paragraph is on this topic. Searched 590 paragraphs of 5 documents."),
        (
            "adoption in Leeds",
            "No paragraph is on this topic. The library has no document about Leeds. "
            "Searched 590 paragraphs of 5 documents.",
        ),
        (
            "adoption in Hounslow in 2018",
            "No paragraph is on this topic. The library has no document of 2018 about Hounslow. "
            "Searched 0 paragraphs of 0 documents.",
        ),
    ],
)
def test_a_topic_that_matches_nothing_says_so(assistant: Assistant, topic: str, summary: str) -> None:
    found = find_topic(assistant, topic, Scope())
    assert (found.matches, found.near, found.timeline, found.followed_up) == ((), (), (), ())
    assert found.summary == summary


def test_a_topic_that_matches_nearly_everything_says_how_much(assistant: Assistant) -> None:
    found = find_topic(assistant, "children", Scope())
    holding = [p.id for p in assistant.paragraphs() if "children" in p.text.lower().replace("’", "'").split()]
    assert len(holding) > 200
    assert set(holding) <= set(ids(found))
    assert found.too_general
    share = round(100 * len(found.matches) / 590)
    assert found.summary.endswith(
        f"The topic is too general: it matches {share}% of what was searched. Add a word."
    )


@pytest.mark.parametrize("topic", ["", "   ", "?!", "x" * 1001])
def test_what_is_no_topic_is_refused(assistant: Assistant, topic: str) -> None:
    with pytest.raises(QuestionError):
        find_topic(assistant, topic, Scope())


def test_recommendations_are_linked_to_later_paragraphs_most_like_them(small_assistant: Assistant) -> None:
    topic = find_topic(small_assistant, "foster carer reviews", Scope())
    assert ids(topic) == ["late#para-1", "early#para-1"]
    (link,) = topic.followed_up
    assert link.recommendation.paragraph.id == "early#para-1"
    assert [own.match.paragraph.id for own in link.later] == ["late#para-1"]
    vectors = paragraph_vectors(small_assistant.ranker.generation, ["early#para-1", "late#para-1"])
    assert link.later[0].similarity == pytest.approx(float(vectors[0] @ vectors[1]), abs=1e-5)


def test_an_earlier_document_follows_nothing_up(small_assistant: Assistant) -> None:
    links = find_topic(small_assistant, "foster carers", Scope()).followed_up
    assert [link.recommendation.paragraph.id for link in links] == ["early#para-1", "early#para-2"]
    assert {own.match.document.id for link in links for own in link.later} == {"late"}


def test_a_word_counts_whole_by_itself_and_by_shares_through_its_names() -> None:
    weights = {"care": 1.0, "hous": 3.0, "suitabl": 3.0, "accommod": 1.0, "tenanc": 5.0, "cse": 4.0}
    words = TopicWords(
        ("hous", "care"),
        (
            Name((0,), ("suitabl", "accommod"), whole=False, sure=False),
            Name((0, 1), ("tenanc",), whole=True, sure=False),
        ),
    )

    def held(text: str) -> list[float]:
        return words.held_by(stems_of(text), weights.__getitem__).tolist()

    assert held("Houses and care") == [1, 1]
    assert held("accommodation that is suitable") == [1, 0]
    # One part in four, by weight; what is suitable is no accommodation.
    assert held("accommodation") == [0.25, 0]
    assert held("suitable plans") == [0, 0]
    # A name of both words says less of the commoner one.
    assert held("tenancies") == [1, 0.5]
    assert words.held_by(stems_of("tenancies"), weights.__getitem__, sure=True).tolist() == [0, 0]


def test_phrases_that_stand_for_much_the_same_name_each_other(assistant: Assistant) -> None:
    parsed = assistant.parse("missed timescales", Scope())
    names = {name.stems for name in read_words(parsed, assistant.parser.thesaurus).names}
    # "timescale > timeliness, within timescales" and "…, deadline, … > timeliness, within timescales, …"
    assert {("timeli",), ("deadlin",)} <= names
    assert read_words(parsed, None).names == ()


def test_cosines_beyond_what_all_paragraphs_share(assistant: Assistant) -> None:
    generation, rows = assistant.ranker.generation, assistant.ranker.generation.rows
    query = assistant.ranker.encoder.encode(["private fostering"])
    own, headed = specific_cosines(generation, query)
    assert own.shape == headed.shape == (1, 590)

    def without_mean(vectors: np.ndarray) -> np.ndarray:
        left = vectors - np.outer(vectors @ generation.centroid, generation.centroid)
        return left / np.linalg.norm(left, axis=1, keepdims=True)

    vectors = without_mean(np.concatenate(list(generation.vectors.blocks())))
    cosines = vectors @ without_mean(query)[0]
    for i in (0, 17, 589):
        mine = np.arange(rows.first[i], rows.first[i + 1])
        is_headed = rows.of_kind("headed")[mine]
        assert own[0, i] == pytest.approx(cosines[mine][~is_headed].max(), abs=1e-4)
        assert headed[0, i] == pytest.approx(cosines[mine][is_headed].max(), abs=1e-4)
