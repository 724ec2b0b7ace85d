"""Leave out of a page what no reader of it sees, and what is no part of its text."""

import re
from typing import Any

_NEVER_TEXT = (
    "//head//*[not(self::title or self::meta)]|//script|//style|//noscript|//template|//comment()"
    "|//nav|//button|//input|//select|//textarea|//iframe|//object|//svg|//dialog[not(@open)]|//map"
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_HIDDEN_CLASS = re.compile(
    r"(?:^|\s)(?:[\w-]*visually-hidden|sr-only|screen-reader-text|hidden)(?=\s|$)", re.I
)
_BANNER = re.compile(r"cookie", re.I)
_LANDMARKS = frozenset(("navigation", "banner", "contentinfo", "search", "complementary"))
_OF_THE_SITE = ("header", "footer", "aside")
_SECTIONING = ("article", "main", "section")
_FEWEST_OF_MENU = 3
"""Links from which a list of links alone is a menu."""


def drop_unseen(tree: Any) -> None:
    """Take out scripts, hidden elements, and the site's banner, menus and foot around the text."""
    for element in tree.xpath(_NEVER_TEXT):
        _drop(element)
    for element in list(tree.iter()):
        if isinstance(element.tag, str) and (_is_hidden(element) or _is_of_site(element)):
            _drop(element)
    for element in list(tree.iter("ul", "ol")):
        if _is_menu(element):
            _drop(element)


def _drop(element: Any) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _is_hidden(element: Any) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    return bool(_HIDDEN.search(element.get("style", "")) or _HIDDEN_CLASS.search(element.get("class", "")))


def _is_of_site(element: Any) -> bool:
    """Say whether an element is the site's, not the text's: a header in an article is the article's."""
    if element.tag in ("html", "body", "head"):
        return False
    inside = any(True for _ in element.iterancestors(*_SECTIONING))
    if element.tag in _OF_THE_SITE:
        return not inside
    names = f"{element.get('id', '')} {element.get('class', '')}"
    return element.get("role") in _LANDMARKS or (not inside and bool(_BANNER.search(names)))


def _is_menu(element: Any) -> bool:
    """Say whether a list outside the text holds links and nothing else."""
    if any(True for _ in element.iterancestors("main", "article", "td")):
        return False
    items = list(element.iterchildren("li"))
    texts = ["".join(item.itertext()).split() for item in items]
    links = ["".join("".join(a.itertext()) for a in item.iter("a")).split() for item in items]
    return len(items) >= _FEWEST_OF_MENU and texts == links
