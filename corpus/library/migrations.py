"""The tables of a library, as steps from one format to the next: the same list for every database."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Dialect:
    """What one database writes otherwise than another where tables are made.

    `integer` and `blob` are types; `identity` is a primary key that counts itself; `strict` stands
    behind a table whose types are checked, `keyed` behind one that is stored by its key.
    """

    integer: str
    blob: str
    identity: str
    strict: str
    keyed: str


_MIGRATIONS = (
    (
        """
        CREATE TABLE documents (
            id TEXT PRIMARY KEY, position {integer} NOT NULL, record TEXT NOT NULL, text TEXT NOT NULL,
            pages TEXT NOT NULL, sha256 TEXT NOT NULL, file_name TEXT NOT NULL
        ){strict}
        """,
        "CREATE TABLE replaced (paragraph TEXT PRIMARY KEY, replaced_on TEXT NOT NULL){keyed}",
        "CREATE TABLE left_out (document TEXT PRIMARY KEY){keyed}",
        """
        CREATE TABLE paragraphs (
            id TEXT PRIMARY KEY,
            document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
            ordinal {integer} NOT NULL, kind TEXT NOT NULL, number TEXT, reference TEXT NOT NULL,
            section TEXT, page {integer}, lead_in TEXT, text TEXT NOT NULL, spans TEXT NOT NULL,
            UNIQUE (document, ordinal), UNIQUE (document, reference)
        ){strict}
        """,
        """
        CREATE TABLE embeddings (
            model TEXT NOT NULL, content TEXT NOT NULL, vector {blob} NOT NULL,
            PRIMARY KEY (model, content)
        ){keyed}
        """,
    ),
    (
        "ALTER TABLE documents ADD COLUMN warnings TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE documents ADD COLUMN corrections TEXT NOT NULL DEFAULT '{{}}'",
        "ALTER TABLE documents ADD COLUMN fingerprint TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE paragraphs ADD COLUMN scanned {integer} NOT NULL DEFAULT 0",
        "DROP TABLE embeddings",
        """
        CREATE TABLE embeddings (
            model TEXT NOT NULL, content TEXT NOT NULL, vector {blob} NOT NULL, PRIMARY KEY (model, content)
        ){strict}
        """,
    ),
    (
        "DROP TABLE embeddings",
        "CREATE TABLE models (number {identity}, name TEXT NOT NULL UNIQUE){strict}",
        """
        CREATE TABLE embeddings (
            content {blob} NOT NULL, model {integer} NOT NULL REFERENCES models (number),
            vector {blob} NOT NULL, PRIMARY KEY (content, model)
        ){strict}
        """,
    ),
)
SCHEMA_VERSION = len(_MIGRATIONS)
"""The format that this program reads; a library of a higher one is refused, a lower one migrated."""


def migrations(dialect: Dialect, version: int, to: int = SCHEMA_VERSION) -> Iterator[tuple[int, list[str]]]:
    """Yield each format after `version`, up to `to`, with the statements that lead to it from the one before.

    Format 0 is a database without tables.
    """
    words = asdict(dialect)
    for newer, statements in enumerate(_MIGRATIONS[version:to], start=version + 1):
        yield newer, [statement.format(**words) for statement in statements]
