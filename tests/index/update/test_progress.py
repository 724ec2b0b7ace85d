"""How far an addition has come is told in files, passages and time, as worked out by hand."""

import pytest

from index.update.progress import AdditionMeter, AdditionProgress

pytestmark = pytest.mark.fast


class _Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_files_passages_and_time_left() -> None:
    clock = _Clock()
    told: list[AdditionProgress] = []
    meter = AdditionMeter(10, told.append, clock)
    clock.seconds = 5.0  # Four files are read.
    advance = meter.at_work(4)
    clock.seconds = 15.0
    advance(100, 200)
    clock.seconds = 25.0
    advance(200, 200)
    meter.ready(4)
    clock.seconds = 30.0
    meter.ready(1)  # One that cannot be read.
    assert told == [
        AdditionProgress(2.0, 10, 100, 10.0, 60.0),
        AdditionProgress(4.0, 10, 200, 10.0, 37.5),
        AdditionProgress(4, 10, 200, 10.0, 37.5),
        AdditionProgress(5, 10, 200, 10.0, 30.0),
    ]


def test_sentences() -> None:
    assert AdditionProgress(0, 500).sentence == "0 of 500 files ready"
    assert AdditionProgress(12.7, 500, 1431, 143.2, 420).sentence == (
        "12 of 500 files ready, 1431 passages embedded, 143 a second, about 7 minutes left"
    )
    assert AdditionProgress(1, 2, 9, 9.0, 59).sentence.endswith("less than a minute left")
    assert AdditionProgress(1, 2, 9, 9.0, 61).sentence.endswith("about 1 minute left")


def test_nobody_need_listen() -> None:
    meter = AdditionMeter(1, None)
    meter.at_work(1)(1, 1)
    meter.ready(1)
