"""Aligns the words of a quotation with those of its source."""

from dataclasses import dataclass

from rapidfuzz.distance import Indel, MatchingBlock

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of a source, and the words that a quotation has in their place; one of them may be empty."""

    source: Words
    quotation: Words

    @property
    def same(self) -> bool:
        """Whether both have the same words."""
        return self.source == self.quotation


def align(source: Words, quotation: Words) -> tuple[Stretch, ...]:
    """Return both in order as stretches, by turns the same and different.

    As many words are the same as can be, and all that stands between two stretches of them
    is one difference.
    """
    stretches: list[Stretch] = []
    source_end = quotation_end = 0
    for block in [*_matching_blocks(source, quotation), MatchingBlock(len(source), len(quotation), 0)]:
        different = Stretch(source[source_end : block.a], quotation[quotation_end : block.b])
        source_end, quotation_end = block.a + block.size, block.b + block.size
        same = Stretch(source[block.a : source_end], quotation[block.b : quotation_end])
        stretches += [stretch for stretch in (different, same) if stretch.source or stretch.quotation]
    return tuple(stretches)


def _matching_blocks(source: Words, quotation: Words) -> list[MatchingBlock]:
    """Return where both have the same words.

    Of alignments that are as good, Indel may return one that takes a frequent word from
    further away, which would be told as more differences than there are.
    """
    blocks: list[MatchingBlock] = []
    *found, _end = Indel.opcodes(source, quotation).as_matching_blocks()
    for block in found:
        blocks.append(block)
        while len(blocks) > 1 and (joined := _joined(blocks[-2], blocks[-1], source, quotation)):
            blocks[-2:] = [joined]
    return blocks


def _joined(
    first: MatchingBlock, second: MatchingBlock, source: Words, quotation: Words
) -> MatchingBlock | None:
    """Return two blocks as one where the words of either stand directly beside the other as well."""
    words = source[first.a : first.a + first.size] + source[second.a : second.a + second.size]
    for a, b in ((second.a - first.size, second.b - first.size), (first.a, first.b)):
        if source[a : a + len(words)] == words == quotation[b : b + len(words)]:
            return MatchingBlock(a, b, len(words))
    return None
