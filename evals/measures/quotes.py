"""Quotations altered in known ways: what the checker finds of them, and what it flags for nothing."""

import random
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.checking.lookup import Source
from assistant.checking.quotations import Block
from assistant.checking.verdicts import Checker, Finding
from corpus.types import Document

_SEED = 20
_EACH = 25
"""Quotations of each kind; there are twelve kinds."""
_WORDS = range(8, 60)
"""How long the sentences are that are quoted."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_TAKES_BACK = re.compile(
    r"(?:However|But|Although|Though|Nevertheless|Nonetheless|Yet|Despite|Except|Unless)\b"
)
_SAYS_OTHERWISE = re.compile(
    r"\b(?:not?|never|without|except|unless|but|however|although|though|yet|despite)\b", re.I
)

Make = Callable[["Sentence", "Sentence", random.Random], tuple[str, str] | None]
"""From a sentence and another one to a quotation and its reference, None where it cannot be made so."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a paragraph."""

    source: Source
    text: str

    @property
    def reference(self) -> str:
        """The reference as people write it."""
        return f"{self.source.document.short_title}, {self.source.paragraph.reference}"


@dataclass(frozen=True, slots=True)
class KindResult:
    """How many quotations of a kind there were, and how many were judged rightly; the others in full."""

    kind: str
    altered: bool
    quotations: int
    right: int
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuotesResult:
    """All kinds, and the seconds that the checker took for all quotations as one briefing."""

    kinds: tuple[KindResult, ...]
    seconds: float
    words: int


def run_quotes(sources: tuple[Source, ...]) -> QuotesResult:
    """Make quotations of each kind from the sources, and let the checker judge them.

    An altered one is judged rightly when it is not in order, another one when it is exact.
    """
    chance = random.Random(_SEED)  # noqa: S311 - nothing is kept secret here
    sentences = list(_sentences(sources))
    made = [
        (kind, altered, *quotation)
        for kind, (altered, make) in KINDS.items()
        for quotation in _make(make, sentences, chance)
    ]
    blocks = tuple(
        Block(f"Inspectors wrote that {opening}{text}{closing} ({reference}).")
        for _, _, text, reference in made
        for opening, closing in [chance.choice([("“", "”"), ('"', '"')])]
    )
    start = time.perf_counter()
    findings = Checker(sources).check(blocks)
    seconds = time.perf_counter() - start
    by_block: dict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_block[finding.block].append(finding)
    kinds: list[KindResult] = []
    for kind, (altered, _) in KINDS.items():
        own = [number for number, one in enumerate(made) if one[0] == kind]
        # What a section is called in a reference must not be taken for a quotation either.
        right = [n for n in own if by_block[n] and all(f.in_order for f in by_block[n]) is not altered]
        wrong = tuple(blocks[number].text for number in own if number not in right)
        kinds.append(KindResult(kind, altered, len(own), len(right), wrong))
    return QuotesResult(tuple(kinds), seconds, sum(len(block.text.split()) for block in blocks))


def quotes_table(result: QuotesResult) -> str:
    """Render how many of each kind were judged rightly, and the others."""
    lines = [f"{'kind':36}{'right':>8}{'of':>6}"]
    lines += [f"{own.kind:36}{own.right:>8}{own.quotations:>6}" for own in result.kinds]
    lines.append(f"{result.words} words in {result.seconds:.2f} s, the documents' words read again")
    lines += [f"  {own.kind}: {text}" for own in result.kinds for text in own.wrong]
    return "\n".join(lines)


def _sentences(sources: tuple[Source, ...]) -> Iterator[Sentence]:
    """Yield whole sentences that stand once and that nothing beside them takes back."""
    for source in sources:
        parts = _SENTENCE.split(source.paragraph.text)
        for number, part in enumerate(parts):
            follows = parts[number + 1] if number + 1 < len(parts) else ""
            odd = re.search(r"[“”‘’\"\[\]…\t]|\.\.\.", part)
            if len(part.split()) in _WORDS and not odd and not _TAKES_BACK.match(follows):
                yield Sentence(source, part)


def _make(make: Make, sentences: list[Sentence], chance: random.Random) -> list[tuple[str, str]]:
    made: list[tuple[str, str]] = []
    while len(made) < _EACH:
        quotation = make(chance.choice(sentences), chance.choice(sentences), chance)
        if quotation is not None:
            made.append(quotation)
    return made


def _exact(own: Sentence, _other: Sentence, _chance: random.Random) -> tuple[str, str]:
    return own.text, own.reference


def _typography(own: Sentence, _other: Sentence, _chance: random.Random) -> tuple[str, str] | None:
    """Straight for curly apostrophes and the reverse, and other dashes."""
    swapped = own.text.translate(str.maketrans("'-", "’–"))
    return (swapped, own.reference) if swapped != own.text else None


def _wrapped(own: Sentence, _other: Sentence, chance: random.Random) -> tuple[str, str]:
    words = own.text.split()
    return "".join(word + chance.choice([" ", "\n", "  ", "\u00a0"]) for word in words).strip(), own.reference


def _ellipsis(own: Sentence, _other: Sentence, chance: random.Random) -> tuple[str, str] | None:
    words = own.text.split()
    start = chance.randrange(3, len(words) - 3)
    end = min(len(words) - 2, start + chance.randrange(1, 4))
    # What is left out, and what stands beside it, must not say otherwise.
    if _SAYS_OTHERWISE.search(own.text):
        return None
    mark = chance.choice(["…", "...", "[…]", "[...]"])
    return " ".join([*words[:start], mark, *words[end:]]), own.reference


def _word_changed(own: Sentence, other: Sentence, chance: random.Random) -> tuple[str, str] | None:
    words = own.text.split()
    place = chance.randrange(1, len(words) - 1)
    new = chance.choice(other.text.split()).strip(".,;:()").lower()
    if not new.isalpha() or new == words[place].strip(".,;:()").lower():
        return None
    return " ".join([*words[:place], new, *words[place + 1 :]]), own.reference


def _word_dropped(own: Sentence, _other: Sentence, chance: random.Random) -> tuple[str, str] | None:
    words = own.text.split()
    place = chance.randrange(1, len(words) - 1)
    if not words[place].isalpha() or words[place] in (words[place - 1], words[place + 1]):
        return None
    return " ".join([*words[:place], *words[place + 1 :]]), own.reference


def _not_removed(own: Sentence, _other: Sentence, _chance: random.Random) -> tuple[str, str] | None:
    return (own.text.replace(" not ", " ", 1), own.reference) if " not " in own.text else None


def _number_changed(own: Sentence, _other: Sentence, _chance: random.Random) -> tuple[str, str] | None:
    number = re.search(r"(?<!\S)\d\d+", own.text)
    if number is None:
        return None
    return own.text[: number.start()] + str(int(number.group()) + 1) + own.text[number.end() :], own.reference


def _spliced(own: Sentence, other: Sentence, _chance: random.Random) -> tuple[str, str] | None:
    first, second = own.text.split(), other.text.split()
    if own.source.paragraph.id == other.source.paragraph.id:
        return None
    return " ".join([*first[: len(first) // 2], *second[len(second) // 2 :]]), own.reference


def _wrong_number(own: Sentence, other: Sentence, _chance: random.Random) -> tuple[str, str] | None:
    number, another = own.source.paragraph.number, other.source.paragraph.number
    same_document = own.source.document.id == other.source.document.id
    if number is None or another is None or number == another or not same_document:
        return None
    return own.text, other.reference


def _wrong_document(own: Sentence, other: Sentence, _chance: random.Random) -> tuple[str, str] | None:
    document: Document = other.source.document
    if document.id == own.source.document.id or document.short_title == own.source.document.short_title:
        return None
    return own.text, f"{document.short_title}, {own.source.paragraph.reference}"


def _invented(own: Sentence, other: Sentence, chance: random.Random) -> tuple[str, str]:
    words = [*own.text.split(), *other.text.split()]
    chance.shuffle(words)
    return " ".join(words[:15]), own.reference


KINDS: dict[str, tuple[bool, Make]] = {
    "exact": (False, _exact),
    "other apostrophes and dashes": (False, _typography),
    "other line ends and spaces": (False, _wrapped),
    "honest ellipsis": (False, _ellipsis),
    "one word changed": (True, _word_changed),
    "one word dropped": (True, _word_dropped),
    "“not” removed": (True, _not_removed),
    "number changed": (True, _number_changed),
    "two paragraphs spliced": (True, _spliced),
    "wrong paragraph number": (True, _wrong_number),
    "wrong document": (True, _wrong_document),
    "words in another order": (True, _invented),
}
"""By name: whether it is to be flagged, and how it is made."""
