"""What an update does, worked out from what a library holds and what becomes of it."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from corpus.errors import IndexStateError
from corpus.library.library import Library, combined, fingerprint_of
from corpus.types import Document, Ingested, Paragraph, Span
from index.store.milvus.collection import version_of
from index.update.plan import Change, LibraryState, UpdatePlan, plan_update

pytestmark = pytest.mark.fast


def item(key: str, *paragraphs: str, text: str = "The owl sat.", file: str = "1") -> Ingested:
    """A document with these paragraphs, each by the end of its id; `file` stands for its file's bytes."""
    document = Document(
        id=key, title="T", short_title=key, publisher="Ofsted", voice="inspectors",
        authority="Barset", kind="inspection report", year=2020, licence="none",
    )  # fmt: skip
    own = tuple(
        Paragraph(
            id=f"{key}#{name}", document=key, ordinal=ordinal, kind="numbered", number=name,
            reference=f"para {name}", section=None, page=None, lead_in=None, text=text,
            spans=(Span(0, len(text)),),
        )
        for ordinal, name in enumerate(paragraphs, start=1)
    )  # fmt: skip
    return Ingested(document, text, (), own, sha256=file, file_name=f"{key}.txt")


A = item("a", "1", "2")
B = item("b", "1")
C = item("c", "1")
EMPTY = item("empty")


def state(*items: Ingested, change: Change, left_out: frozenset[str] = frozenset()) -> LibraryState:
    """The state of a library of these documents, with what a change must know and no more."""
    again = {own.document.id for own in change.put}
    return LibraryState(
        fingerprints={own.document.id: fingerprint_of(own) for own in items},
        paragraphs={own.document.id: len(own.paragraphs) for own in items},
        paragraph_ids={
            own.document.id: frozenset(paragraph.id for paragraph in own.paragraphs)
            for own in items
            if own.document.id in again
        },
        left_out=left_out,
    )


def plan(
    *items: Ingested,
    put: tuple[Ingested, ...] = (),
    removed: str = "",
    milvus: frozenset[str] | None = None,
) -> UpdatePlan:
    """The plan of putting documents into, or taking ids ("a b") out of, a library of others."""
    change = Change(put=put, removed=frozenset(removed.split()))
    return plan_update(state(*items, change=change), change, milvus)


def by_id(*items: Ingested) -> dict[str, str]:
    return {own.document.id: fingerprint_of(own) for own in items}


def in_order(fingerprints: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the pairs of a mapping, whose order counts."""
    return list(fingerprints.items())


def of_library(*items: Ingested) -> str:
    return combined(map(fingerprint_of, items))


def test_nothing_is_to_be_done_where_nothing_changes() -> None:
    same = plan(A, B)
    assert same == UpdatePlan(
        put={},
        removed=frozenset(),
        left_out=frozenset(),
        taken_back=frozenset(),
        indexed=by_id(A, B),
        kept=by_id(A, B),
        fingerprint=of_library(A, B),
        erases=False,
        frees_vectors=False,
    )
    assert same.changes_nothing


def test_a_new_document_goes_to_the_end() -> None:
    added = plan(B, put=(A,))
    assert added.put == {fingerprint_of(A): A}
    assert in_order(added.indexed) == in_order(added.kept) == in_order(by_id(B, A))
    assert added.fingerprint == of_library(B, A)
    assert (added.erases, added.frees_vectors, added.changes_nothing) == (False, False, False)


def test_the_first_documents_of_an_empty_library_keep_their_order() -> None:
    first = plan(put=(C, A, B))
    assert in_order(first.put) == [(fingerprint_of(own), own) for own in (C, A, B)]
    assert in_order(first.indexed) == in_order(by_id(C, A, B))
    assert first.fingerprint == of_library(C, A, B)


@pytest.mark.parametrize(
    ("newer", "erases"),
    [
        pytest.param(item("a", "1"), True, id="a paragraph goes"),
        pytest.param(item("a", "1", "3"), True, id="a paragraph goes and another comes"),
        pytest.param(item("a", "1", "2", "3"), False, id="a paragraph comes"),
        pytest.param(item("a", "1", "2", text="The fox ran."), False, id="all have another text"),
        pytest.param(item("a", "1", "2", file="2"), False, id="the same text from another file"),
    ],
)
def test_a_new_version_keeps_its_place_and_erases_only_where_a_paragraph_goes(
    newer: Ingested, erases: bool
) -> None:
    replaced = plan(A, B, put=(newer,))
    assert replaced.put == {fingerprint_of(newer): newer}
    assert in_order(replaced.indexed) == in_order(by_id(newer, B))
    assert replaced.fingerprint == of_library(newer, B)
    assert (replaced.erases, replaced.frees_vectors, replaced.changes_nothing) == (erases, True, False)


def test_the_same_document_again_is_not_put_in_again() -> None:
    same = plan(A, B, put=(B, A))
    assert same.put == {}
    assert in_order(same.indexed) == in_order(by_id(A, B))
    assert (same.erases, same.frees_vectors, same.changes_nothing) == (False, False, True)


def test_of_several_only_those_that_differ_are_put_in() -> None:
    newer = item("b", "1", file="2")
    mixed = plan(A, B, put=(A, newer, C))
    assert in_order(mixed.put) == [(fingerprint_of(newer), newer), (fingerprint_of(C), C)]
    assert in_order(mixed.indexed) == in_order(by_id(A, newer, C))
    assert mixed.fingerprint == of_library(A, newer, C)


def test_a_removed_document_is_erased() -> None:
    removed = plan(A, B, C, removed="b")
    assert (removed.put, removed.removed) == ({}, {"b"})
    assert in_order(removed.indexed) == in_order(by_id(A, C))
    assert removed.fingerprint == of_library(A, C)
    assert (removed.erases, removed.frees_vectors, removed.changes_nothing) == (True, True, False)


def test_removing_what_is_not_there_changes_nothing() -> None:
    same = plan(A, B, removed="c")
    assert same.removed == frozenset()
    assert (same.erases, same.frees_vectors, same.changes_nothing) == (False, False, True)


@pytest.mark.parametrize(
    ("items", "put", "removed"),
    [
        pytest.param((), (), "", id="an empty library"),
        pytest.param((A,), (), "a", id="its only document goes"),
        pytest.param((A, EMPTY), (), "a", id="a document without paragraphs is left"),
        pytest.param((), (EMPTY,), "", id="only a document without paragraphs comes"),
        pytest.param((A,), (item("a"),), "", id="the new version has no paragraphs"),
    ],
)
def test_a_library_without_a_paragraph_cannot_be_searched(
    items: tuple[Ingested, ...], put: tuple[Ingested, ...], removed: str
) -> None:
    with pytest.raises(IndexStateError, match="no paragraph would be left to search"):
        plan(*items, put=put, removed=removed)


def test_a_document_without_paragraphs_belongs_to_the_library_and_not_to_the_index() -> None:
    there, added = plan(EMPTY, A), plan(A, put=(EMPTY,))
    assert there.indexed == added.indexed == by_id(A)
    assert there.fingerprint == of_library(EMPTY, A)
    assert added.fingerprint == of_library(A, EMPTY)
    assert there.changes_nothing
    assert added.put == {fingerprint_of(EMPTY): EMPTY}


def versions(*items: Ingested) -> frozenset[str]:
    return frozenset(version_of(fingerprint_of(own)) for own in items)


@pytest.mark.parametrize(
    ("held", "kept", "changes_nothing"),
    [
        pytest.param(None, (A, B), True, id="there is no Milvus"),
        pytest.param(versions(), (), False, id="it holds none"),
        pytest.param(versions(B), (B,), False, id="it holds some"),
        pytest.param(versions(B, A), (A, B), True, id="it holds all"),
        pytest.param(versions(A, B, C), (A, B), True, id="it holds more"),
        pytest.param(versions(A, item("b", "1", file="2")), (A,), False, id="it holds another version"),
    ],
)
def test_vectors_that_a_milvus_lacks_are_made_again(
    held: frozenset[str] | None, kept: tuple[Ingested, ...], changes_nothing: bool
) -> None:
    found = plan(A, EMPTY, B, milvus=held)
    assert in_order(found.indexed) == in_order(by_id(A, B))
    assert in_order(found.kept) == in_order(by_id(*kept))
    assert found.versions == versions(A, B)
    assert found.changes_nothing is changes_nothing


def test_a_new_document_is_kept_where_a_milvus_has_it_already() -> None:
    assert in_order(plan(A, put=(B, C), milvus=versions(A, C)).kept) == in_order(by_id(A, C))


@pytest.mark.parametrize(
    ("before", "change", "left_out", "taken_back"),
    [
        pytest.param("a", Change(), "", "", id="nothing is said of them"),
        pytest.param("a", Change(put=(B,)), "", "", id="a document is put in, and nothing is said of them"),
        pytest.param("", Change(left_out=frozenset("ab")), "a b", "", id="two are left out"),
        pytest.param("a", Change(left_out=frozenset("ab")), "b", "", id="one of them is already"),
        pytest.param("ab", Change(left_out=frozenset("ab")), "", "", id="both are already"),
        pytest.param("a", Change(taken_back=frozenset("a")), "", "a", id="one is taken back"),
        pytest.param("a", Change(taken_back=frozenset("ab")), "", "a", id="one of two was left out"),
        pytest.param("", Change(taken_back=frozenset("a")), "", "", id="what was not left out"),
        pytest.param(
            "a", Change(left_out=frozenset("b"), taken_back=frozenset("a")), "b", "a", id="both at once"
        ),
    ],
)  # fmt: skip
def test_only_what_changes_is_left_out_or_taken_back(
    before: str, change: Change, left_out: str, taken_back: str
) -> None:
    found = plan_update(state(B, change=change, left_out=frozenset(before)), change)
    assert (found.left_out, found.taken_back) == (set(left_out.split()), set(taken_back.split()))
    assert found.changes_nothing is not bool(left_out or taken_back)


def update(library: Library, change: Change) -> UpdatePlan:
    """Plan a change of a library, and change it, as an update does."""
    found = plan_update(LibraryState.read(library, change), change)
    library.change(found.put, found.removed, found.left_out, found.taken_back, "2026-01-01")
    assert library.fingerprint() == found.fingerprint
    return found


def test_a_removed_document_stays_out_until_it_is_taken_back(tmp_path: Path) -> None:
    with Library.create(tmp_path / "library.db") as library:
        update(library, Change(put=(A, B)))
        update(library, Change(removed=frozenset("a"), left_out=frozenset("a")))
        assert (list(library.fingerprints()), library.left_out()) == (["b"], {"a"})
        update(library, Change(put=(C,)))
        assert (list(library.fingerprints()), library.left_out()) == (["b", "c"], {"a"})
        assert update(library, Change(put=(item("b", "2"),))).erases
        assert library.left_out() == {"a"}
        update(library, Change(put=(A,), taken_back=frozenset("a")))
        assert (list(library.fingerprints()), library.left_out()) == (["b", "c", "a"], set())
