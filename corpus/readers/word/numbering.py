"""Count the numbers of lists as Word shows them (ECMA-376, part 1, 17.9)."""

import re
from collections import defaultdict
from typing import Any, NamedTuple

from corpus.readers.counts import formatted
from corpus.readers.word.names import VALUE, qualified
from corpus.readers.word.styles import Styles, is_on

_PLACE = re.compile(r"%([1-9])")
_NUMBER = re.compile(r"\(?\d+(?:\.\d+)*[.):]*")
_DECIMAL = ("decimal", "decimalZero")
_DEEPEST = 8
"""Word has nine levels, 0 to 8."""


class ListMark(NamedTuple):
    """What Word shows in front of a paragraph of a list: its text ("1.2", "(a)"), empty for a bullet.

    `is_number` says that it is a number by itself, in decimals with all that it stands under.
    """

    text: str
    level: int
    is_number: bool


class _Place(NamedTuple):
    """The list, its abstract definition, and the level that a paragraph has in it."""

    list_id: str
    abstract: Any
    level: int


class Numbering:
    """Counts the lists of a document, paragraph by paragraph, in the document's order."""

    def __init__(self, document: Any, styles: Styles) -> None:
        self._styles = styles
        self._lists: dict[str, Any] = {}
        self._abstract: dict[str, Any] = {}
        for own in _numbering_parts(document):
            for element in own.iterchildren(qualified("w:num")):
                self._lists[element.get(qualified("w:numId"), "")] = element
            for element in own.iterchildren(qualified("w:abstractNum")):
                self._abstract[element.get(qualified("w:abstractNumId"), "")] = element
        self._counts: dict[Any, dict[int, int]] = defaultdict(dict)
        self._restarted: set[tuple[str, int]] = set()

    def mark_of(self, paragraph: Any) -> ListMark | None:
        """Count a paragraph, and return what stands in front of it; None where it is in no list."""
        place = self._place(paragraph)
        if place is None:
            return None
        level = self._level(place, place.level)
        counts = self._count(place)
        form = _value(level, "w:numFmt") or "decimal"
        if level is None or form in ("bullet", "none"):
            return ListMark("", place.level, is_number=False)
        pattern = _value(level, "w:lvlText") or ""
        legal = _is_legal(level)
        shown: list[str] = []

        def number(match: re.Match[str]) -> str:
            own = int(match[1]) - 1
            above = self._level(place, own)
            own_form = (_value(above, "w:numFmt") or "decimal") if above is not None else "decimal"
            shown.append("decimal" if legal else own_form)
            return formatted(counts.get(own, _start(above)), shown[-1])

        text = _PLACE.sub(number, pattern).strip()
        whole = place.level == 0 or len(shown) > 1
        is_number = whole and all(f in _DECIMAL for f in shown) and bool(_NUMBER.fullmatch(text))
        return ListMark(text, place.level, is_number)

    def _place(self, paragraph: Any) -> _Place | None:
        """Return where a paragraph, or its style, stands in a list."""
        list_id = level = None
        style_id = ""
        for holder in (paragraph, *self._styles.of(paragraph)):
            properties = holder.find(f"{qualified('w:pPr')}/{qualified('w:numPr')}")
            if properties is None:
                continue
            level = _value(properties, "w:ilvl") if level is None else level
            list_id = _value(properties, "w:numId")
            if list_id is not None:
                style_id = holder.get(qualified("w:styleId"), "")
                break
        abstract = self._definition(list_id)
        if list_id is None or abstract is None:
            return None
        linked = next(
            (own for own in abstract.iterchildren(qualified("w:lvl"))
             if style_id and _value(own, "w:pStyle") == style_id),
            None,
        )  # fmt: skip
        if linked is not None:
            return _Place(list_id, abstract, int(linked.get(qualified("w:ilvl"), "0")))
        return _Place(list_id, abstract, min(int(level or "0"), _DEEPEST))

    def _definition(self, list_id: str | None) -> Any:
        """Return the abstract list behind a list, also where it is named by a list style."""
        own = self._lists.get(list_id or "")
        abstract = None if own is None else self._abstract.get(_value(own, "w:abstractNumId") or "")
        link = None if abstract is None else _value(abstract, "w:numStyleLink")
        if link is None:
            return abstract
        named = (o for o in self._abstract.values() if _value(o, "w:styleLink") == link)
        return next(named, abstract)

    def _level(self, place: _Place, level: int) -> Any:
        """Return the definition of a level: the list's own, else that of its abstract one."""
        override = self._override(place.list_id, level)
        own = None if override is None else override.find(qualified("w:lvl"))
        if own is not None:
            return own
        levels = place.abstract.iterchildren(qualified("w:lvl"))
        return next((o for o in levels if o.get(qualified("w:ilvl")) == str(level)), None)

    def _override(self, list_id: str, level: int) -> Any:
        overrides = self._lists[list_id].iterchildren(qualified("w:lvlOverride"))
        return next((o for o in overrides if o.get(qualified("w:ilvl")) == str(level)), None)

    def _count(self, place: _Place) -> dict[int, int]:
        """Count one paragraph; lists of one abstract list share a count, unless they start anew."""
        counts = self._counts[place.abstract]
        level = place.level
        override = self._override(place.list_id, level)
        start = None if override is None else _value(override, "w:startOverride")
        if start is not None and (place.list_id, level) not in self._restarted:
            counts[level] = int(start)
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = _start(self._level(place, level))
        self._restarted.add((place.list_id, level))
        for deeper in range(level + 1, _DEEPEST + 1):
            if self._restarts_after(self._level(place, deeper), deeper, level):
                counts.pop(deeper, None)
        return counts

    @staticmethod
    def _restarts_after(definition: Any, deeper: int, level: int) -> bool:
        """Say whether a level starts anew after a paragraph of a higher one, as it does unless told."""
        restart = _value(definition, "w:lvlRestart") if definition is not None else None
        return restart is None or int(restart) > deeper or level < int(restart)


def _numbering_parts(document: Any) -> list[Any]:
    """Return the numbering part's element; a document without lists has none."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    found = [rel for rel in document.part.rels.values() if rel.reltype == RELATIONSHIP_TYPE.NUMBERING]
    return [rel.target_part.element for rel in found if not rel.is_external]


def _value(element: Any, name: str) -> str | None:
    found = None if element is None else element.find(qualified(name))
    return None if found is None else str(found.get(VALUE, ""))


def _start(level: Any) -> int:
    return int(_value(level, "w:start") or "1")


def _is_legal(level: Any) -> bool:
    """Say whether a level shows all numbers in decimals, whatever the levels above have."""
    legal = level.find(qualified("w:isLgl"))
    return legal is not None and is_on(legal.get(VALUE, "1"))
