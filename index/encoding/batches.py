"""Texts of about one length together: a batch is as slow as its longest text."""

from collections.abc import Iterator, Sequence


def batches(lengths: Sequence[int], most: int) -> Iterator[list[int]]:
    """Yield the positions of texts in batches of at most `most` word pieces, those that fill up counted.

    Longest first: memory that the first batch took is there for all others. A longer text is a batch.
    """
    batch: list[int] = []
    longest = 0
    for i in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        longest = longest or lengths[i]
        if batch and longest * (len(batch) + 1) > most:
            yield batch
            batch, longest = [], lengths[i]
        batch.append(i)
    if batch:
        yield batch
