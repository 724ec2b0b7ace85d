"""Where a text that is longer than a model reads at once is cut."""

from collections.abc import Iterator, Sequence


def cuts(pieces: int, ends: Sequence[int], most: int) -> Iterator[tuple[int, int]]:
    """Yield the (start, end) of runs of at most `most` of a text's word pieces.

    They end at one of the `ends` of its parts where they can.
    """
    start = 0
    while pieces - start > most:
        fitting = [end for end in ends if start < end <= start + most]
        end = max(fitting, default=start + most)
        yield start, end
        start = end
    yield start, pieces
