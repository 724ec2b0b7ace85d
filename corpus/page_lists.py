"""Name several pages in a few words."""

from collections.abc import Sequence


def pages_named(pages: Sequence[int]) -> str:
    """Render page numbers, in rising order, with their runs folded: `pages 1 to 3, 7`."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    shown = ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    return f"page{'s' if len(pages) > 1 else ''} {shown}"
