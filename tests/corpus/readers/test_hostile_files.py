"""Files made to do harm, or badly made: each costs itself and is told in one sentence."""

import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

import corpus.ingest
from corpus.errors import SourceError
from corpus.file_names import id_from_name, shown_name
from corpus.ingest import ingest, ingest_apart

pytestmark = pytest.mark.fast


def refuses(path: Path, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        ingest_apart(path, "it")


def pdf_of_objects(path: Path, *objects: bytes) -> Path:
    """Write a PDF of these objects, the first its catalogue, with a table of where they are."""
    content = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        len(content),
    )
    path.write_bytes(content + table + trailer)
    return path


def test_encrypted_pdf(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "locked.pdf"), encrypt="secret")
    canvas.drawString(72, 700, "1. The owl sat.")
    canvas.save()
    refuses(tmp_path / "locked.pdf", "locked.pdf is encrypted; save a copy without a password.")


def test_pdf_of_five_thousand_pages(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "long.pdf"), pagesize=A4)
    for number in range(5000):
        canvas.drawString(72, 700, f"{number}. The owl sat.")
        canvas.showPage()
    canvas.save()
    refuses(tmp_path / "long.pdf", "long.pdf has 5,000 pages; split it into parts of 2,000 at most.")


def test_pdf_whose_pages_hold_themselves(tmp_path: Path) -> None:
    loop = pdf_of_objects(
        tmp_path / "loop.pdf",
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 3 /Kids [2 0 R 2 0 R 2 0 R] >>",
    )
    refuses(loop, "loop.pdf")


def test_pdf_whose_drawing_calls_itself(tmp_path: Path) -> None:
    drawing = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] "
    drawing += b"/Resources << /XObject << /F 4 0 R >> >> /Length 5 >>"
    loop = pdf_of_objects(
        tmp_path / "loop.pdf",
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 5 0 R "
        b"/Resources << /XObject << /F 4 0 R >> >> >>",
        drawing + b"\nstream\n/F Do\nendstream",
        b"<< /Length 5 >>\nstream\n/F Do\nendstream",
    )
    refuses(loop, "loop.pdf holds no text that could be quoted")


def test_pdf_nested_without_end(tmp_path: Path) -> None:
    nested = b"[" * 200_000 + b"]" * 200_000
    deep = pdf_of_objects(tmp_path / "deep.pdf", b"<< /Type /Catalog /Pages 2 0 R /X %s >>" % nested)
    refuses(deep, "deep.pdf")


def test_external_entities_of_a_word_document_are_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("quetzal")
    path = word_document(
        tmp_path,
        f'<!DOCTYPE d [<!ENTITY leak SYSTEM "file://{secret}">]>',
        "<w:p><w:r><w:t>1. The owl sat. &leak;</w:t></w:r></w:p>",
    )
    try:
        item = ingest(path)
    except SourceError:
        return
    assert "quetzal" not in item.text


def test_entities_that_multiply_in_a_word_document(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    path = word_document(
        tmp_path, f'<!DOCTYPE d [<!ENTITY e0 "owl">{entities}]>', "<w:p><w:r><w:t>&e11;</w:t></w:r></w:p>"
    )
    refuses(path, "a.docx")


def word_document(folder: Path, doctype: str, body: str) -> Path:
    """Write a Word document whose text is this XML."""
    docx.Document().save(str(folder / "plain.docx"))
    path = folder / "a.docx"
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = f'<?xml version="1.0"?>{doctype}<w:document xmlns:w="{namespace}">'
    xml += f"<w:body>{body}</w:body></w:document>"
    with zipfile.ZipFile(folder / "plain.docx") as plain, zipfile.ZipFile(path, "w") as package:
        for name in plain.namelist():
            package.writestr(name, xml if name == "word/document.xml" else plain.read(name))
    return path


def test_deeply_nested_web_page(tmp_path: Path) -> None:
    (tmp_path / "deep.html").write_text("<div>" * 100_000 + "<p>1. The owl sat.</p>")
    refuses(tmp_path / "deep.html", "deep.html")


def test_file_of_300_megabytes(tmp_path: Path) -> None:
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(300 * 1024**2)
    refuses(tmp_path / "huge.txt", "huge.txt has 300 MiB; give 200 at most.")


def test_text_of_two_encodings_keeps_every_word(tmp_path: Path) -> None:
    first = "1. The child’s café opened and everybody in the borough knows it well.\n".encode()
    second = "2. The naïve owl sat in the café.\n".encode("cp1252")
    (tmp_path / "mixed.txt").write_bytes(first + second)
    item = ingest(tmp_path / "mixed.txt")
    assert [p.number for p in item.paragraphs] == ["1", "2"]
    assert item.paragraphs[1].text == "The naïve owl sat in the café."


def test_file_that_takes_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "slow.txt").write_text("1. The owl sat.\n")
    monkeypatch.setattr(corpus.ingest, "TIME_LIMIT", 0.001)
    monkeypatch.setattr(corpus.ingest, "RECOGNITION_TIME_LIMIT", 0.001)
    refuses(tmp_path / "slow.txt", r"slow.txt takes longer than 0.001 s to read; split or simplify it.")


@pytest.mark.parametrize(
    ("name", "shown", "document_id"),
    [
        ("..\u202efdp.txt", ".._fdp.txt", "fdp"),
        ("a\x1b[31mred\n.pdf", "a_[31mred_.pdf", "a_-31mred"),
        ("bad\udcff.pdf", "bad\ufffd.pdf", "bad"),
        ("….pdf", "….pdf", "document"),
        ("x" * 300 + ".pdf", "x" * 170 + "….pdf", "x" * 170),
    ],
)
def test_names_that_deceive(name: str, shown: str, document_id: str) -> None:
    assert (shown_name(Path(name)), id_from_name(Path(name))) == (shown, document_id)


@given(st.text(min_size=1, max_size=300).filter(lambda name: name.strip(" /.") and "\0" not in name))
def test_any_name_becomes_a_plain_id(name: str) -> None:
    document_id = id_from_name(Path(name))
    assert document_id
    assert all(character.isalnum() or character in "_.-" for character in document_id)
    shown_name(Path(name)).encode("utf-8")
