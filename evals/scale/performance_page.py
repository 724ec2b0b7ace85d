"""What was measured of large libraries, as docs/performance.md with a picture."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evals.records.figures import load
from evals.report.charts import scale_chart
from evals.report.write import DOCS, ReportError, templates

_NAME = "performance"
_WAYS = ("all", "authority", "year", "document", "clients")


def write_page(folder: Path = DOCS) -> Path:
    """Write the page and its picture from the figures that are kept; return the page.

    Raises ReportError where nothing was measured.
    """
    kept = load("scale")
    if kept is None:
        raise ReportError("the scale was never measured", "run 'make bench'")
    environment = templates()
    environment.filters |= {"times": _times}
    text = environment.get_template(f"{_NAME}.md.jinja").render(found=kept["found"], day=kept["day"])
    page = folder / f"{_NAME}.md"
    page.write_text(text, encoding="utf-8")
    (folder / f"{_NAME}.svg").write_text(scale_chart(kept["found"]["sizes"]), encoding="utf-8")
    return page


def _times(percentiles: Sequence[float]) -> str:
    return " / ".join(f"{seconds * 1000:.0f}" for seconds in percentiles)


def scale_table(sizes: Sequence[dict[str, Any]]) -> str:
    """Return the figures as lines for the terminal; times are p50 / p95 / p99 in milliseconds."""
    lines: list[str] = []
    for size in sizes:
        own = size["measured"]
        lines += [
            f"{size['passages']:,} passages, {size['documents']:,} documents, built in "
            f"{size['build_seconds']:.0f} s, opened in {own['open']:.1f} s",
            *(
                f"  {name:15} {_times(own[name])}"
                for name in ("all", "authority", "year", "document", "clients")
            ),
            f"  questions a second {own['questions_a_second']:.0f}, recall@10 {own['recall']:.3f}, "
            f"memory {own['memory'] / 2**30:.2f} GiB, {size['bytes_a_passage']:,.0f} bytes a passage "
            f"({size['index_bytes'] / size['passages']:,.0f} of the index)",
            f"  a document added in {own['add']:.1f} s, removed in {own['remove']:.1f} s, "
            f"an old one in {own['remove_old']:.1f} s",
        ]
    return "\n".join(lines)
