"""How long most, nearly all and all but the slowest questions take."""

import statistics
from collections.abc import Iterable


def percentiles(seconds: Iterable[float]) -> tuple[float, float, float]:
    """Return p50, p95 and p99."""
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return cuts[49], cuts[94], cuts[98]
