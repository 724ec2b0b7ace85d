"""What a briefing holds: headings, the user's own words, and checked quotes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assistant.answering.assistant import Assistant
from assistant.answering.citations import quote_paragraph
from assistant.answering.types import Quote
from assistant.answering.wording import word_refusal
from corpus.errors import UserError
from corpus.types import Document
from index.types import Scope

_QUOTED = re.compile(r">\s*(?P<paragraph>[^\s:#]+#[^\s:]+)(?:\s*:\s*(?P<words>.+))?$", re.S)
_HEADING = re.compile(r"(?P<level>#{1,3})\s+(?P<text>.+)$")


class BriefingError(UserError):
    """A briefing that cannot be made."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; 1 is the highest level, 3 the lowest."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class OwnWords:
    """A paragraph in the user's own words."""

    text: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote, or `words` of it: they stand in the quote's text exactly so."""

    quote: Quote
    words: str


Item = Heading | OwnWords | Quoted


@dataclass(frozen=True, slots=True)
class Briefing:
    """A briefing as at a day, made from one state of a library; `library` is its fingerprint."""

    title: str
    items: tuple[Item, ...]
    as_at: date
    library: str
    questions: tuple[str, ...] = ()

    @property
    def quoted(self) -> tuple[Quoted, ...]:
        """The quotes, in order."""
        return tuple(item for item in self.items if isinstance(item, Quoted))

    @property
    def sources(self) -> tuple[Document, ...]:
        """The documents that are quoted, in the order of their first quotes."""
        return tuple({item.quote.document.id: item.quote.document for item in self.quoted}.values())


def brief_question(assistant: Assistant, question: str, scope: Scope) -> tuple[Item, ...]:
    """Return a question as a heading with the quotes that answer it, or what is missing in words."""
    answer = assistant.ask(question, scope)
    found: list[Item] = [Heading(answer.parsed.question)]
    found += [Quoted(quote, quote.text) for quote in answer.quotes]
    if missing := word_refusal(answer):
        found.append(OwnWords(f"{missing} Searched: {answer.paragraphs} paragraphs."))
    return tuple(found)


def brief_paragraphs(assistant: Assistant, ids: Iterable[str]) -> tuple[Item, ...]:
    """Return paragraphs as quotes, in the order given. Raises BriefingError for one that is not there."""
    return tuple(_quoted(assistant, paragraph_id, None) for paragraph_id in ids)


def brief_plan(assistant: Assistant, plan: str) -> tuple[Item, ...]:
    """Return what a plan lists: paragraphs of text, parted by blank lines.

    `# Heading`, `> document#para-36` for a whole paragraph, `> document#para-36: its words`
    for some of it; anything else is the user's own words. Raises BriefingError, naming
    every paragraph that is not there and all words that it does not hold.
    """
    items: list[Item] = []
    problems: list[str] = []
    for part in re.split(r"\n\s*\n", plan.replace("\r\n", "\n")):
        text = part.strip()
        heading, quoted = _HEADING.match(text), _QUOTED.match(text)
        if not text:
            continue
        if heading and "\n" not in text:
            items.append(Heading(heading["text"].strip(), len(heading["level"])))
        elif quoted:
            try:
                items.append(_quoted(assistant, quoted["paragraph"], quoted["words"]))
            except BriefingError as error:
                problems.append(error.cause)
        else:
            items.append(OwnWords(" ".join(text.split())))
    if problems:
        raise BriefingError("; ".join(problems), "correct the plan")
    return tuple(items)


def _quoted(assistant: Assistant, paragraph_id: str, words: str | None) -> Quoted:
    paragraph = next(
        (p for p in assistant.paragraphs(paragraph_id.partition("#")[0]) if p.id == paragraph_id), None
    )
    if paragraph is None:
        raise BriefingError(
            f"there is no paragraph {paragraph_id}",
            "list the paragraphs with 'assistant paragraphs DOCUMENT'",
        )
    quote = assistant.quote(paragraph)
    if words is None:
        return Quoted(quote, quote.text)
    wanted = " ".join(words.strip().strip("“”\"'").split())
    pattern = r"\s+".join(re.escape(word) for word in wanted.split())
    found = re.search(pattern, quote.text)
    if found is None:
        raise BriefingError(f"{paragraph_id} does not hold “{wanted}”", "quote its own words")
    return Quoted(quote, found.group())


def check_quotes(briefing: Briefing, assistant: Assistant) -> None:
    """Compare every quote with its document once more. Raises LibraryError where one differs."""
    for item in briefing.quoted:
        text = assistant.text(item.quote.document.id)
        quote_paragraph(item.quote.paragraph, item.quote.document, text)
        assert item.words in item.quote.text
