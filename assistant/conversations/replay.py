"""A conversation with its answers: each question is asked again, after the one before it."""

from collections.abc import Callable, Iterable, MutableMapping
from dataclasses import dataclass, field, replace

from assistant.answering.assistant import Assistant
from assistant.answering.types import Answer
from assistant.conversations.feedback import Verdict
from assistant.conversations.store import KeptTurn
from corpus.errors import UserError
from index.types import Scope

WORDS = "words"
"""What can be left out of how a question was understood, beside the limits of its scope: all that its
words were taken to stand for."""

Known = MutableMapping[tuple[object, ...], Answer]


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with its answer, or the sentence that says what is wrong with it."""

    question: str
    answer: Answer | None
    problem: str | None = None
    dropped: frozenset[str] = frozenset()
    marks: dict[str, Verdict] = field(default_factory=dict)


def replay(
    assistant: Assistant, kept: Iterable[KeptTurn], known: Known, log: Callable[[Answer], None]
) -> tuple[Turn, ...]:
    """Return a conversation's turns with their answers; `known` keeps those that were found before.

    `log` is told of each answer that is found again. A question that cannot be asked has its
    problem; the next one follows the answer before.
    """
    turns: list[Turn] = []
    before: tuple[object, ...] = (assistant.manifest.generation,)
    last: Answer | None = None
    for turn in kept:
        before = (*before, turn.question, turn.dropped)
        try:
            if before not in known:
                known[before] = found = _answered(assistant, turn, last)
                log(found)
        except UserError as error:
            turns.append(Turn(turn.question, None, error.sentence))
            continue
        last = known[before] = known.pop(before)  # The newest last, for whoever forgets the oldest.
        turns.append(Turn(turn.question, last, dropped=turn.dropped, marks=dict(turn.marks)))
    return tuple(turns)


def _answered(assistant: Assistant, turn: KeptTurn, last: Answer | None) -> Answer:
    if not turn.dropped:
        return assistant.ask(turn.question, Scope(), last)
    parsed, limits = assistant.parse(turn.question, Scope(), last), turn.dropped - {WORDS}
    scope = replace(parsed.scope, **dict.fromkeys(limits, ()), given=parsed.scope.given | limits)
    asking = assistant.with_options(expand=WORDS not in turn.dropped)
    return asking.ask(parsed.question, scope)
