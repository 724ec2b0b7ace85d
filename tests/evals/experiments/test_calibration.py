"""The refusal's coefficients are those that the kept sample yields, and the sample is of this model."""

from pathlib import Path

import pytest

from assistant.answering.assistant import Assistant
from assistant.answering.confidence import INTERCEPT, WEIGHTS
from evals.experiments.calibration import Asked, Sample, calibrate, calibration_table
from evals.sets.questions import QUESTIONS, QuestionSetError, read_questions
from index.encoding.model_files import DEFAULT_MODEL
from index.types import Scope


@pytest.mark.fast
def test_the_source_holds_what_is_fitted() -> None:
    fitted = calibrate(Sample.read())
    assert round(fitted.intercept, 2) == INTERCEPT
    assert {name: round(weight, 2) for name, weight in fitted.weights.items()} == WEIGHTS
    assert calibration_table(fitted).splitlines()[:2] == [f"INTERCEPT = {INTERCEPT}", f"WEIGHTS = {WEIGHTS}"]


@pytest.mark.fast
def test_the_sample_is_of_the_shipped_model() -> None:
    """Another model has other cosines: then `python -m evals calibrate --reports FOLDER --keep`."""
    assert Sample.read().model == DEFAULT_MODEL


def test_features_of_a_question_are_gathered(assistant: Assistant) -> None:
    """Each off-topic question counts twice, once with an authority behind it, in one group."""
    questions = read_questions(sorted(QUESTIONS.glob("*.jsonl")), assistant.paragraphs())
    answerable = next(question for question in questions if question.answerable)
    off_topic = next(question for question in questions if question.type == "off_topic")
    near_miss = next(question for question in questions if question.type == "near_miss")
    sample = Sample.gather(assistant, (answerable, near_miss, off_topic))
    assert [(own.group, own.answerable) for own in sample.asked] == [
        (answerable.id, True),
        (off_topic.id, False),
        (off_topic.id, False),
    ]
    assert sample.asked[0].features == assistant.features(answerable.text, Scope())
    named = list(WEIGHTS).index("authority_named")
    assert [own.features[named] for own in sample.asked[1:]] == [0.0, 1.0]


@pytest.mark.fast
def test_sample_is_read_as_it_was_saved(tmp_path: Path) -> None:
    sample = Sample("a model", (Asked("q-1", "tune", True, (0.5, -0.25, 0.0, 1.0, 0.125)),))
    sample.save(tmp_path / "sample.json")
    assert Sample.read(tmp_path / "sample.json") == sample


@pytest.mark.fast
def test_too_few_questions_are_told() -> None:
    sample = Sample(
        "a model", (Asked("q-1", "tune", True, (0.0,) * 5), Asked("q-2", "tune", False, (1.0,) * 5))
    )
    with pytest.raises(
        QuestionSetError, match="there are 1 questions of a kind and split, and 10 are needed"
    ):
        calibrate(sample)
