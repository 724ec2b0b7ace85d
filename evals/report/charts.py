"""The figures as pictures: SVG, with its text as text, the same for the same figures."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

_STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "inspection-assistant",
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
# Okabe & Ito's colours, which people with colour blindness tell apart (2008, Color Universal Design).
_BLUE, _ORANGE, _GREEN, _GREY = "#0072B2", "#E69F00", "#009E73", "#999999"
_BAR = 0.38


def hits_chart(parts: Mapping[str, Mapping[str, Any]], title: str) -> str:
    """Draw hit@1 and hit@5 of each part as bars with their intervals."""
    names = sorted(parts, key=lambda name: parts[name]["hit@5"]["value"])
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(7.5, 0.5 + 0.5 * len(names)), layout="constrained")
        axes = figure.subplots()
        for offset, measure, colour in ((_BAR / 2, "hit@5", _BLUE), (-_BAR / 2, "hit@1", _ORANGE)):
            found = [parts[name][measure] for name in names]
            axes.barh(
                [place + offset for place in range(len(names))],
                [own["value"] for own in found],
                height=_BAR,
                xerr=[
                    [own["value"] - own["low"] for own in found],
                    [own["high"] - own["value"] for own in found],
                ],
                error_kw={"ecolor": "#444444", "elinewidth": 1},
                color=colour,
                label=measure,
            )
        labels = [f"{name} (n={parts[name]['n']})" if "n" in parts[name] else name for name in names]
        axes.set_yticks(range(len(names)), labels)
        axes.set_xlim(0, 1)
        axes.set_xlabel("share of questions")
        axes.set_title(title, loc="left")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.04), ncols=2, frameon=False, reverse=True)
        return _svg(figure)


def confidence_chart(kinds: Mapping[str, Sequence[float]], line: float) -> str:
    """Draw how sure the assistant is of questions with an answer and of others, and from where it answers."""
    colours = {"answerable": _BLUE, "near_miss": _ORANGE, "off_topic": _GREY}
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(7.5, 3), layout="constrained")
        axes = figure.subplots()
        names = [name for name in colours if kinds.get(name)]
        axes.hist(
            [kinds[name] for name in names],
            bins=[step / 20 for step in range(21)],
            stacked=True,
            color=[colours[name] for name in names],
            label=[name.replace("_", "-") for name in names],
        )
        axes.axvline(line, color="#444444", linestyle="--", linewidth=1)
        axes.annotate(
            "answers from here", (line, axes.get_ylim()[1]), xytext=(4, -8), textcoords="offset points"
        )
        axes.set_xlabel("confidence that the library answers")
        axes.set_ylabel("questions")
        axes.set_title("How sure it is", loc="left")
        axes.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.3, 1))
        return _svg(figure)


def calibration_chart(bins: Sequence[Mapping[str, float]]) -> str:
    """Draw the share of questions that have an answer against how sure the assistant was of them."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(4.5, 4), layout="constrained")
        axes: Axes = figure.subplots()
        axes.plot([0, 1], [0, 1], color=_GREY, linestyle="--", linewidth=1)
        sure = [own["confidence"] for own in bins]
        share = [own["answerable"] for own in bins]
        axes.plot(sure, share, marker="o", color=_BLUE)
        for x, y, own in zip(sure, share, bins, strict=True):
            axes.annotate(
                f"{own['questions']:.0f}", (x, y), xytext=(5, -11), textcoords="offset points", fontsize=8
            )
        axes.set_xlabel("confidence")
        axes.set_ylabel("share that has an answer")
        axes.set_title("Calibration (numbers: questions)", loc="left")
        return _svg(figure)


def timeline_chart(history: Sequence[Mapping[str, Any]], measures: Sequence[str]) -> str:
    """Draw measures by commit, oldest first."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(7.5, 3.2), layout="constrained")
        axes = figure.subplots()
        for measure, colour, mark in zip(measures, (_ORANGE, _BLUE, _GREEN), "os^", strict=False):
            places = [place for place, own in enumerate(history) if measure in own]
            axes.plot(places, [history[p][measure] for p in places], marker=mark, color=colour, label=measure)
        names = [f"{own['when'][:10]}\n{own['commit'][:7]}{own['commit'][12:]}" for own in history]
        axes.set_xticks(range(len(history)), names, fontsize=8)
        axes.set_ylim(0, 1)
        axes.set_title("Results by commit", loc="left")
        axes.legend(frameon=False, loc="lower right")
        return _svg(figure)


def scale_chart(sizes: Sequence[Mapping[str, Any]]) -> str:
    """Draw how long a question takes (p95) and how much memory is used, by passages, both on log scales."""
    passages = [size["passages"] for size in sizes]
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(8.5, 3.4), layout="constrained")
        times, memory = figure.subplots(1, 2)
        lines = (("all", "whole library"), ("document", "one document"), ("clients", "eight clients"))
        for (name, label), colour, mark in zip(lines, (_BLUE, _GREEN, _ORANGE), "os^", strict=True):
            p95 = [1000 * size["measured"][name][1] for size in sizes]
            times.loglog(passages, p95, marker=mark, color=colour, label=label)
        times.set_title("A question, p95, ms", loc="left")
        used = [size["measured"]["memory"] / 2**30 for size in sizes]
        disk = [size["bytes_a_passage"] * size["passages"] / 2**30 for size in sizes]
        memory.loglog(passages, used, marker="o", color=_BLUE, label="resident memory")
        memory.loglog(passages, disk, marker="s", color=_GREEN, label="on disk")
        memory.set_title("GiB", loc="left")
        for axes in (times, memory):
            axes.set_xlabel("passages")
            axes.grid(alpha=0.3)
            axes.legend(frameon=False, fontsize=8)
        return _svg(figure)


def _svg(figure: Figure) -> str:
    target = io.StringIO()
    figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
    text = target.getvalue()
    return text[text.index("<svg") :].rstrip() + "\n"
