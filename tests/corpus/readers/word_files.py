"""Small Word files for tests, written part by part."""

import zipfile
from pathlib import Path

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_RELATION = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_NAMESPACES = (
    f'xmlns:w="{_W}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def write_word(path: Path, body: str, strict: bool = False, **parts: str) -> Path:
    """Write a .docx whose body is WordprocessingML; `parts` are numbering, styles, footnotes, endnotes."""
    parts = {"styles": "", **parts}
    wholes = {"document": f"<w:body>{body}<w:sectPr/></w:body>", **parts}
    with zipfile.ZipFile(path, "w") as package:
        overrides = "".join(
            f'<Override PartName="/word/{name}.xml" ContentType="{_KIND}.'
            f'{"document.main" if name == "document" else name}+xml"/>'
            for name in wholes
        )
        package.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f"{overrides}</Types>",
        )
        package.writestr("_rels/.rels", _named(_relations({"officeDocument": "word/document.xml"}), strict))
        related = {name: f"{name}.xml" for name in parts}
        package.writestr("word/_rels/document.xml.rels", _named(_relations(related), strict))
        for name, content in wholes.items():
            package.writestr(
                f"word/{name}.xml", _named(f"<w:{name} {_NAMESPACES}>{content}</w:{name}>", strict)
            )
    return path


def _relations(targets: dict[str, str]) -> str:
    each = "".join(
        f'<Relationship Id="r{i}" Type="{_RELATION}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{each}</Relationships>'


def _named(content: str, strict: bool) -> str:
    return content.replace(_W, _STRICT_W).replace(_RELATION, _STRICT_RELATION) if strict else content


def run(text: str, properties: str = "") -> str:
    """A run of text, with properties such as `<w:vanish/>`."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*content: str, properties: str = "") -> str:
    """A paragraph of runs and the like; plain text becomes a run."""
    inner = "".join(own if own.startswith("<") else run(own) for own in content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def item(text: str, list_id: int = 1, level: int = 0) -> str:
    """A paragraph in a list."""
    numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return paragraph(text, properties=numbered)


def level(number: int, form: str, text: str, start: int = 1, more: str = "") -> str:
    """A level of a list: how it counts, and what it shows."""
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def table(*rows: str) -> str:
    """A table of rows, each made by `row`."""
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def row(*cells: str) -> str:
    """A row of cells: plain text, or the content of a `w:tc`."""
    inner = "".join(f"<w:tc>{own if own.startswith('<') else paragraph(own)}</w:tc>" for own in cells)
    return f"<w:tr>{inner}</w:tr>"
