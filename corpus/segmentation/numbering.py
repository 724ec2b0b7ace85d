"""Tell paragraph numbers from figures that happen to stand at the beginning of a line."""

from dataclasses import replace

from corpus.readers.blocks import Block
from corpus.types import Span


def check_numbers(blocks: list[Block]) -> list[Block]:
    """Turn numbered blocks that follow no sequence ("2014. The council…") back into text."""
    checked: list[Block] = []
    numbers = [block.number for block in blocks if block.kind == "numbered" and block.number]
    seen = -1
    current: str | None = None
    for block in blocks:
        if block.kind != "numbered" or not block.number:
            checked.append(block)
            continue
        seen += 1
        following = numbers[seen + 1] if seen + 1 < len(numbers) else None
        if block.counted or _fits(block.number, current, following):
            current = block.number
            checked.append(block)
        else:
            checked.append(_as_text(block))
    return checked


def _as_text(block: Block) -> Block:
    """Return a numbered block as text, what looked like its number in front again."""
    first = block.spans[0]
    spans = (Span(first.start - len(block.mark), first.end), *block.spans[1:])
    return replace(block, kind="text", number=None, mark="", text=block.mark + block.text, spans=spans)


def succeeds(number: str, previous: str) -> bool:
    """Say whether one number comes next after another: 37 after 36, 3.5 after 3.4, 4 after 3.6."""
    parts, before = _parts(number), _parts(previous)
    last = len(parts) - 1
    return last < len(before) and parts[:last] == before[:last] and parts[last] == before[last] + 1


def _fits(number: str, previous: str | None, following: str | None) -> bool:
    """Say whether a number goes on from the one before, starts a list, or is gone on from."""
    if _parts(number)[-1] == 1 or (previous is not None and succeeds(number, previous)):
        return True
    return following is not None and succeeds(following, number)


def _parts(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split("."))
