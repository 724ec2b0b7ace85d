"""What a paragraph or run has through its style, and through the styles that this is based on."""

from collections.abc import Iterator
from typing import Any

from corpus.readers.word.names import VALUE, qualified

_STYLE_OF = {
    qualified("w:p"): ("w:pPr", "w:pStyle", "paragraph"),
    qualified("w:r"): ("w:rPr", "w:rStyle", ""),
}
_OFF = ("0", "false", "off", "none")


class Styles:
    """The styles of a document by id, each with what it is based on."""

    def __init__(self, document: Any) -> None:
        self._by_id: dict[str, Any] = {}
        self._defaults: dict[str, str] = {}
        for style in document.styles.element.iterchildren(qualified("w:style")):
            name = style.get(qualified("w:styleId")) or ""
            self._by_id[name] = style
            if is_on(style.get(qualified("w:default"), "0")):
                self._defaults[style.get(qualified("w:type")) or ""] = name

    def of(self, element: Any) -> Iterator[Any]:
        """Yield the style of a paragraph or run and all that it is based on, the nearest first."""
        properties, own, kind = _STYLE_OF[element.tag]
        found = element.find(f"{qualified(properties)}/{qualified(own)}")
        style_id = self._defaults.get(kind) if found is None else found.get(VALUE)
        seen: set[str] = set()
        while style_id in self._by_id and style_id not in seen:
            seen.add(style_id)
            style = self._by_id[style_id]
            yield style
            base = style.find(qualified("w:basedOn"))
            style_id = None if base is None else base.get(VALUE)

    def names(self, paragraph: Any) -> list[str]:
        """Return the names of a paragraph's style and all that it is based on, in small letters."""
        found = (style.find(qualified("w:name")) for style in self.of(paragraph))
        return [(name.get(VALUE) or "").lower() for name in found if name is not None]

    def outline_level(self, paragraph: Any) -> int | None:
        """Return the level of a heading (0 for the first), None for body text."""
        for holder in (paragraph, *self.of(paragraph)):
            level = holder.find(f"{qualified('w:pPr')}/{qualified('w:outlineLvl')}")
            if level is not None:
                found = int(level.get(VALUE, "9"))
                return found if found < 9 else None
        return None

    def toggled(self, run: Any, paragraph: Any, what: str) -> bool:
        """Say whether a run has what may be on or off (`w:vanish`, `w:b`): its own word, else its styles'."""
        for holder in (run, *self.of(run), *self.of(paragraph)):
            switch = holder.find(f"{qualified('w:rPr')}/{qualified(what)}")
            if switch is not None:
                return is_on(switch.get(VALUE, "1"))
        return False


def is_on(value: str) -> bool:
    """Say whether the value of something that may be on or off is on."""
    return value.lower() not in _OFF
