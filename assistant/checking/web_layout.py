"""Say which blocks of a page are laid out as quotations: by element, class, or margins on both sides."""

import re
from collections.abc import Iterator
from typing import Any

from assistant.checking.quotations import FEWEST_OF_BLOCK, QUOTED_NAME

_ATTRIBUTION = ("footer", "figcaption")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SET_IN = 12.0
"""Points; a paragraph set in further than this from both sides is a block quotation."""
_POINTS = {
    "px": 0.75, "pt": 1.0, "pc": 12.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4,
    "em": 12.0, "rem": 12.0, "ch": 6.0, "ex": 6.0, "%": 4.5, "vw": 4.5,
}  # fmt: skip
"""Points in a unit, for text of 12 points in a column of 450."""
_LENGTH = re.compile(r"(-?(?:\d+\.?\d*|\.\d+))([a-z%]+)", re.I)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_CLASS = re.compile(r"(?:[a-z]+\d?)?\.([\w-]+)", re.I)
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.S)
_SIDES = {
    "margin-left": (True, False), "margin-right": (False, True), "margin-inline": (True, True),
    "margin-inline-start": (True, False), "margin-inline-end": (False, True),
}  # fmt: skip


def is_attribution(element: Any) -> bool:
    """Say whether an element tells whose a quotation is: a footer, or a cite beside its paragraphs."""
    parent = element.getparent()
    return element.tag in _ATTRIBUTION or (
        element.tag == "cite" and parent is not None and parent.tag == "blockquote"
    )


class Layout:
    """The layout of a page: what its style sheet says of classes, and its elements of themselves."""

    def __init__(self, tree: Any) -> None:
        self._frames: dict[Any, bool] = {}
        self._by_class: dict[str, str] = {}
        for sheet in tree.iter("style"):
            for selectors, declarations in _RULE.findall(_COMMENT.sub("", sheet.text or "")):
                for selector in selectors.split(","):
                    named = _CLASS.fullmatch(selector.strip())
                    if named:
                        above = self._by_class.get(named[1], "")
                        self._by_class[named[1]] = f"{above};{declarations}"

    def is_quoted(self, element: Any, text: str) -> bool:
        """Say whether a page shows a block as a quotation: in a blockquote, by its class, or set in."""
        for own in _around(element):
            if is_attribution(own):
                return False
            if own.tag == "blockquote" or QUOTED_NAME.search(own.get("class", "")):
                return True
        left = right = 0.0
        for own in _around(element):
            margins = self._margins(own)
            if any(margins) and (own is element or not self._is_frame(own)):
                left, right = left + margins[0], right + margins[1]
        return min(left, right) >= _SET_IN and len(text.split()) >= FEWEST_OF_BLOCK

    def _margins(self, element: Any) -> tuple[float, float]:
        """Return the margins of an element to its left and right, in points."""
        classes = element.get("class", "").split()
        style = ";".join([*(self._by_class.get(own, "") for own in classes), element.get("style", "")])
        left = right = 0.0
        for name, values in _declarations(style):
            if name == "margin":
                # Top, right, bottom, left; what is not given is as its opposite.
                right = _points(values[1] if len(values) > 1 else values[0])
                left = _points(values[3]) if len(values) > 3 else right
            elif name in _SIDES:
                on_left, on_right = _SIDES[name]
                left = _points(values[0]) if on_left else left
                right = _points(values[-1]) if on_right else right
        return left, right

    def _is_frame(self, element: Any) -> bool:
        if element not in self._frames:
            self._frames[element] = _is_frame(element)
        return self._frames[element]


def _around(element: Any) -> Iterator[Any]:
    """Yield an element and those around it, up to the page's body."""
    while element is not None and element.tag not in ("body", "html"):
        yield element
        element = element.getparent()


def _is_frame(element: Any) -> bool:
    """Say whether an element holds the page's text, headings and all, and no mere part that is set in."""
    if any(True for _ in element.iterdescendants(*HEADINGS)):
        return True
    beside = (*element.itersiblings(), *element.itersiblings(preceding=True))
    return not any(isinstance(own.tag, str) and own.text_content().strip() for own in beside)


def _declarations(style: str) -> Iterator[tuple[str, list[str]]]:
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        values = value.replace("!important", "").split()
        if values:
            yield name.strip().lower(), values


def _points(value: str) -> float:
    """Return a length in points; 0 for `auto`, which centres, and what is none."""
    length = _LENGTH.fullmatch(value)
    return float(length[1]) * _POINTS.get(length[2].lower(), 0.0) if length else 0.0
