"""The report that people read: docs/accuracy.md, and what the app shows of it.

That is the same with charts as one HTML file, and a summary of what the page draws itself.
"""

import json
from pathlib import Path
from statistics import fmean, median
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markdown_it import MarkdownIt

from assistant.answering.confidence import ANSWERED_FROM
from corpus.errors import UserError
from evals.measures.ranking import NAMES, percentiles
from evals.product.additions import Additions
from evals.records.figures import TIMELINE, load, read_history
from evals.report.charts import calibration_chart, confidence_chart, hits_chart, timeline_chart

DOCS = Path(__file__).resolve().parents[2] / "docs"
SHOWN = DOCS.parent / "assistant" / "pages" / "accuracy_report"
"""What the page on accuracy shows: it lies with the product, which goes where docs and evals do not."""
_TEMPLATES = Path(__file__).parent / "templates"
_PARTS = (
    "shipped", "distracted", "reports", "ablations", "fusion", "refusal", "comparison", "references",
    "reports_references", "latency", "general", "quotes", "reports_quotes", "topics", "load", "page",
    "fine_tuning", "embedding", "additions",
)  # fmt: skip
_CAPTIONS = {
    "types": "How often the right paragraph comes first, by type of question",
    "comparison": "The same beside other systems",
    "confidence": "How sure it is of questions that have an answer, and of others",
    "calibration": "How often it is right when it is so sure",
    "timeline": "Results by version",
}
"""What a screen reader says of each chart, in the order in which the app shows them."""


class ReportError(UserError):
    """A report that cannot be written yet."""


def write_report(docs: Path = DOCS, shown: Path = SHOWN) -> tuple[Path, ...]:
    """Write the report from the figures that are kept.

    Return the files: in `docs` the Markdown, in `shown` the page and its summary. Raises ReportError
    where a part was never measured.
    """
    parts = {name: load(name) for name in _PARTS}
    missing = [name for name, part in parts.items() if part is None]
    if missing:
        raise ReportError(f"{', '.join(missing)} was never measured", "run 'make report' where it can be")
    found = {name: part["found"] for name, part in parts.items() if part}
    days = {name: part["day"] for name, part in parts.items() if part}
    history = read_history()
    environment = templates()
    environment.filters |= {"share": _share, "sure": _sure, "lay": _one_line}
    template = environment.get_template("accuracy.md.jinja")
    found["load"]["percentiles"] = percentiles(found["load"]["seconds"])
    memory = found["load"]["memory"]
    tenth = max(1, len(memory) // 10)
    found["load"]["grown"] = [fmean(part) / 2**20 for part in (memory[tenth : 2 * tenth], memory[-tenth:])]
    found["additions"] = Additions(**found["additions"])
    found["page"] = {name: (median(own), max(own)) for name, own in found["page"].items()}
    told = {
        **found,
        "days": days,
        "history": history,
        "measures": NAMES,
        "timeline": TIMELINE,
        "answered_from": ANSWERED_FROM,
    }
    markdown = template.render(told, chart=lambda name: "")
    charts = _charts(found, history)
    # A placeholder that Markdown leaves alone; the picture itself would be taken for text.
    body = _unlinked().render(template.render(told, chart=_placeholder))
    for name, svg in charts.items():
        body = body.replace(f"<p>{_placeholder(name)}</p>", f'<figure role="img">{svg}</figure>')
    page = environment.get_template("page.html.jinja").render(body=body)
    summary = _summary(days["comparison"], found["comparison"], charts)
    texts = {docs / "accuracy.md": markdown, shown / "report.html": page, shown / "summary.json": summary}
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    return tuple(texts)


def _unlinked() -> MarkdownIt:
    """Return a renderer that leaves the text of links alone: they lead into a checkout."""
    renderer = MarkdownIt("commonmark", {"html": False}).enable("table")
    for end in ("link_open", "link_close"):
        renderer.add_render_rule(end, lambda *_: "")
    return renderer


def _summary(day: str, comparison: list[dict[str, Any]], charts: dict[str, str]) -> str:
    """Return as JSON what the app's page draws itself: when it was measured, the table, the charts."""
    rows = [
        {
            "System": own["name"],
            "Right paragraph first": f"{own['hit1']['value']:.2f}",
            "Among the first five": f"{own['hit5']['value']:.2f}",
            "Words read until it": round(own["words"]["value"]),
        }
        for own in comparison
    ]
    figures = [{"svg": charts[name], "caption": caption} for name, caption in _CAPTIONS.items()]
    summary = {"day": day, "rows": rows, "figures": figures}
    return json.dumps(summary, ensure_ascii=False, indent=1) + "\n"


def templates() -> Environment:
    """Return the templates of what the project writes about itself."""
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        # What the others render is Markdown; `_one_line` makes other people's text harmless there.
        autoescape=select_autoescape(["html.jinja"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _charts(found: dict[str, Any], history: list[dict[str, Any]]) -> dict[str, str]:
    shipped = found["shipped"]
    compared = {own["name"]: {"hit@1": own["hit1"], "hit@5": own["hit5"]} for own in found["comparison"]}
    return {
        "types": hits_chart(shipped["retrieval"]["type"], "By type of question"),
        "comparison": hits_chart(compared, "Beside the alternatives"),
        "confidence": confidence_chart(shipped["confidence"], ANSWERED_FROM),
        "calibration": calibration_chart(shipped["calibration"]),
        "timeline": timeline_chart(history, ("hit@1", "hit@5", "answerable answered")),
    }


def _placeholder(name: str) -> str:
    return f"CHART-{name}"


def _share(found: dict[str, float] | None) -> str:
    return "–" if found is None else f"{found['value']:.3f}"


def _sure(found: dict[str, float] | None) -> str:
    """Render an estimate with its interval."""
    if found is None:
        return "–"
    places = 0 if found["value"] > 1 else 2
    low, high = (f"{found[end]:.{places}f}" for end in ("low", "high"))
    value = f"{found['value']:.0f}" if places == 0 else f"{found['value']:.3f}"
    return f"{value} ({low}–{high})"


def _one_line(text: str) -> str:
    """Render text of a document or question so that it stands in a Markdown line as its characters."""
    folded = " ".join(text.split())
    for mark in "\\`*_[]<>|#":
        folded = folded.replace(mark, f"\\{mark}")
    return folded
