"""Writes a briefing to a file, and reads it back to see that every quote arrived as it is."""

import tempfile
from datetime import date
from pathlib import Path

from assistant.answering.assistant import Assistant
from assistant.briefings.briefing import Briefing, BriefingError, Heading, Item, check_quotes
from assistant.briefings.citation_styles import HouseStyle, Style
from assistant.briefings.text_files import render_html, render_markdown
from assistant.briefings.word_file import write_word
from assistant.checking.files import read_briefing
from corpus.file_names import shown_name

FORMATS = (".docx", ".md", ".html")


def make_briefing(
    assistant: Assistant, title: str, items: tuple[Item, ...], questions: tuple[str, ...] = ()
) -> Briefing:
    """Return a briefing of today. Raises BriefingError where it would hold nothing."""
    title = " ".join(title.split())
    if items[:1] == (Heading(title),):
        items = items[1:]  # A question that is the title need not stand below it again.
    if not items:
        raise BriefingError("the briefing would be empty", "give a question, paragraphs or a plan")
    briefing = Briefing(title, items, date.today(), assistant.manifest.library, questions)
    check_quotes(briefing, assistant)
    return briefing


def write_briefing(
    briefing: Briefing,
    target: Path,
    style: Style = "short",
    house: HouseStyle | None = None,
    footnotes: bool = True,
    template: Path | None = None,
) -> None:
    """Write a .docx, .md or .html, by the name's ending.

    Raises BriefingError for another ending, a file that cannot be written, and where a
    quote reads otherwise in the file than in its source (nothing is left there then).
    """
    house = house or HouseStyle()
    kind = target.suffix.lower()
    if kind not in FORMATS:
        raise BriefingError(
            f"{shown_name(target)} is of no kind that is written", f"name it {' or '.join(FORMATS)}"
        )
    try:
        if kind == ".docx":
            write_word(briefing, target, style, house, footnotes, template)
        else:
            render = render_markdown if kind == ".md" else render_html
            target.write_text(render(briefing, style, house, footnotes), encoding="utf-8")
    except OSError as error:
        raise BriefingError(f"{target} cannot be written ({error.strerror})", "name another file") from None
    lost = _lost_quotes(briefing, target)
    if lost:
        target.unlink()
        raise BriefingError(
            f"“{lost[0][:60]}…” does not read in {kind} as in its source", "choose another format"
        )


def briefing_bytes(
    briefing: Briefing, suffix: str, style: Style, house: HouseStyle, footnotes: bool
) -> bytes:
    """Return what `write_briefing` writes to a file of this ending. Raises as it does."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"briefing{suffix}"
        write_briefing(briefing, path, style, house, footnotes)
        return path.read_bytes()


def _lost_quotes(briefing: Briefing, target: Path) -> list[str]:
    """Return the quotes that the written file does not hold as they are."""
    read = [" ".join(block.text.split()) for block in read_briefing(str(target))]
    quotes = [" ".join(item.words.split()) for item in briefing.quoted]
    return [quote for quote in quotes if not any(quote in text for text in read)]
