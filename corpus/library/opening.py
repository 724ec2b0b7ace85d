"""Open the database of a library, whichever kind it is."""

from pathlib import Path

from corpus.library.database import Database, Place


def is_there(place: Place) -> bool:
    """Say whether there is a library to be opened; of a shared one, its own errors say it."""
    return place.exists() if isinstance(place, Path) else True


def open_to_read(place: Place) -> Database:
    """Open a library's database for reading.

    Raises LibraryError when there is none, it is damaged, or a newer version wrote it.
    """
    if isinstance(place, Path):
        from corpus.library.sqlite import SqliteDatabase

        return SqliteDatabase.open_to_read(place)
    from corpus.library.postgresql import PostgresqlDatabase

    return PostgresqlDatabase.open_to_read(place)


def open_to_write(place: Place) -> Database:
    """Open a library's database for writing, making its tables where they are missing.

    Raises LibraryError when that cannot be, it is damaged, or a newer version wrote it.
    """
    if isinstance(place, Path):
        from corpus.library.sqlite import SqliteDatabase

        return SqliteDatabase.open_to_write(place)
    from corpus.library.postgresql import PostgresqlDatabase

    return PostgresqlDatabase.open_to_write(place)
