"""A briefing as a Word file: real styles, real footnotes, and a council's own template if it has one."""

import copy
from pathlib import Path
from typing import Any

from assistant.answering.citations import cite
from assistant.briefings.briefing import Briefing, Heading, OwnWords
from assistant.briefings.citation_styles import (
    HouseStyle,
    Piece,
    Style,
    cite_in_style,
    name_source,
    render_pieces,
)
from assistant.briefings.text_files import as_at
from assistant.checking.word_briefing import open_briefing

_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_FOOTNOTES_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
# Word wants its two separators before any note (ECMA-376, part 1, 17.11.23).
_NO_FOOTNOTES = (
    f'<w:footnotes xmlns:w="{_NAMESPACE}">'
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p>'
    "</w:footnote></w:footnotes>"
)


def write_word(
    briefing: Briefing, target: Path, style: Style, house: HouseStyle, footnotes: bool, template: Path | None
) -> None:
    """Write a briefing as .docx; a style that the template lacks is added to it.

    Raises BriefingFileError for a template that cannot be read.
    """
    import docx

    document = open_briefing(template) if template else docx.Document()
    _add_styles(document)
    notes = _Footnotes(document)
    document.core_properties.title = briefing.title[:255]
    document.core_properties.comments = as_at(briefing)
    document.add_paragraph(briefing.title, style="Title")
    for item in briefing.items:
        if isinstance(item, Heading):
            document.add_paragraph(item.text, style=f"Heading {item.level}")
        elif isinstance(item, OwnWords):
            document.add_paragraph(item.text)
        else:
            paragraph = document.add_paragraph(style="Quote")
            paragraph.add_run(f"“{item.words}”")
            citation = cite_in_style(cite(item.quote), style, house)
            if footnotes:
                notes.add(paragraph, citation)
            else:
                _add_pieces(paragraph, (Piece(" ("), *citation, Piece(")")))
    if briefing.sources:
        document.add_paragraph("Sources", style="Heading 1")
        for source in briefing.sources:
            _add_pieces(document.add_paragraph(style="List Bullet"), name_source(source))
    document.add_paragraph(as_at(briefing))
    notes.save()
    document.save(str(target))


def _add_styles(document: Any) -> None:
    """Give a document the styles that briefings use, where its template lacks them."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm, Pt

    there = {style.name for style in document.styles}
    paragraph = WD_STYLE_TYPE.PARAGRAPH
    sizes = {"Title": 22, "Heading 1": 16, "Heading 2": 13, "Heading 3": 12}
    for name in (*sizes, "Quote", "List Bullet", "footnote text"):
        if name in there:
            continue
        style = document.styles.add_style(name, paragraph, builtin=True)
        if name in sizes:
            style.font.bold = True
            style.font.size = Pt(sizes[name])
        elif name == "footnote text":
            style.font.size = Pt(9)
        else:
            style.paragraph_format.left_indent = Cm(1)
    if "footnote reference" not in there:
        style = document.styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER, builtin=True)
        style.font.superscript = True


class _Footnotes:
    """The footnotes of a Word document, which python-docx leaves alone."""

    def __init__(self, document: Any) -> None:
        from lxml import etree

        self._document = document
        self._part = _footnotes_part(document)
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        self._root = etree.fromstring(self._part.blob, parser)
        ids = [int(note.get(f"{{{_NAMESPACE}}}id")) for note in self._root]
        self._last = max([0, *ids])

    def add(self, paragraph: Any, citation: tuple[Piece, ...]) -> None:
        """Put a note's mark at the end of a paragraph, and its text below."""
        from docx.oxml import parse_xml

        self._last += 1
        styles = self._document.styles
        mark, text = styles["footnote reference"].style_id, styles["footnote text"].style_id
        space = f'xmlns:w="{_NAMESPACE}"'
        properties = f'<w:rPr><w:rStyle w:val="{mark}"/></w:rPr>'
        paragraph._p.append(
            parse_xml(f'<w:r {space}>{properties}<w:footnoteReference w:id="{self._last}"/></w:r>')
        )
        note = parse_xml(
            f'<w:footnote {space} w:id="{self._last}"><w:p><w:pPr><w:pStyle w:val="{text}"/></w:pPr>'
            f'<w:r>{properties}<w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> </w:t></w:r></w:p>'
            "</w:footnote>"
        )
        below = self._document.add_paragraph()
        _add_pieces(below, citation)
        for run in below._p.r_lst:
            note[0].append(copy.deepcopy(run))
        below._p.getparent().remove(below._p)
        self._root.append(note)

    def save(self) -> None:
        """Put the notes into their part of the file."""
        from lxml import etree

        self._part._blob = etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _footnotes_part(document: Any) -> Any:
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    for relation in document.part.rels.values():
        if relation.reltype == _FOOTNOTES_RELATION:
            return relation.target_part
    uri = PackURI("/word/footnotes.xml")
    part = Part(uri, _FOOTNOTES_TYPE, _NO_FOOTNOTES.encode(), document.part.package)
    document.part.relate_to(part, _FOOTNOTES_RELATION)
    return part


def _add_pieces(paragraph: Any, pieces: tuple[Piece, ...]) -> None:
    """Write a citation as runs; an address stands as text, which Word and readers make a link of."""
    for piece in pieces:
        run = paragraph.add_run(render_pieces((piece,)))
        run.italic = True if piece.italic else None
