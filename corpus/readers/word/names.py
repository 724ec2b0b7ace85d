"""The names of WordprocessingML's elements (ECMA-376, part 1) as lxml spells them."""

_NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
}


def qualified(name: str) -> str:
    """Return a name with its namespace: `w:p` -> `{http://…/main}p`."""
    prefix, _, local = name.partition(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


VALUE = qualified("w:val")
PARAGRAPH = qualified("w:p")
TABLE = qualified("w:tbl")
