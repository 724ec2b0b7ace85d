"""How well a model finds paragraphs by itself: of the sector, and of something else altogether."""

import inspect
import math
import pkgutil
from dataclasses import dataclass
from importlib import import_module

import numpy as np

from index.encoding.encoder import Encoder
from index.passages import with_sentences
from training.types import Collection, Pair


@dataclass(frozen=True, slots=True)
class Found:
    """Shares of questions whose paragraph came first, or among the first five; mean nDCG@10."""

    questions: int
    first: float
    five: float
    ndcg: float


def measure(encoder: Encoder, questions: list[str], right: list[int], texts: list[str]) -> Found:
    """Return how often text `right[i]` is found for question i among all texts: by cosines alone.

    A text is as near as the nearest of itself and its sentences.
    """
    return _found(_ranks(encoder, questions, right, texts))


def measure_pairs(encoder: Encoder, pairs: tuple[Pair, ...], collection: Collection) -> Found:
    """Return how often each pair's paragraph is found among all of its authority's reports."""
    ranks: list[int] = []
    for authority in sorted({pair.authority for pair in pairs}):
        own = [pair for pair in pairs if pair.authority == authority]
        texts = {
            entry_id: text
            for entry_id, text in collection.paragraphs.items()
            if entry_id.startswith(authority)
        }
        place = {entry_id: i for i, entry_id in enumerate(texts)}
        right = [place[pair.paragraph] for pair in own]
        ranks += _ranks(encoder, [pair.question for pair in own], right, list(texts.values()))
    return _found(ranks)


def general_pairs() -> tuple[list[str], list[str]]:
    """Return texts about something else altogether: first lines of Python's own documentation, and the rests.

    They are read from the Python that runs.
    """
    firsts: list[str] = []
    rests: list[str] = []
    for module in sorted(name for _, name, _ in pkgutil.iter_modules() if name in _DOCUMENTED):
        for _, member in sorted(vars(import_module(module)).items(), key=lambda item: item[0]):
            if not (inspect.isclass(member) or inspect.isroutine(member)):
                continue
            first, _, rest = (inspect.getdoc(member) or "").partition("\n\n")
            rest = " ".join(rest.split())
            if (
                len(first.split()) >= _FEWEST_WORDS
                and len(rest.split()) >= 2 * _FEWEST_WORDS
                and rest not in rests
            ):
                firsts.append(" ".join(first.split()))
                rests.append(rest)
    return firsts, rests


_FEWEST_WORDS = 5
_DOCUMENTED = frozenset(
    "argparse ast asyncio bisect calendar codecs collections concurrent contextlib copy csv ctypes "
    "datetime decimal difflib dis email enum filecmp fileinput fractions ftplib functools glob gzip "
    "hashlib heapq hmac html http imaplib inspect io ipaddress itertools json locale logging lzma "
    "mailbox math mimetypes multiprocessing operator os pathlib platform plistlib poplib pprint queue "
    "random re sched secrets selectors shelve shlex shutil signal smtplib socket sqlite3 ssl stat "
    "statistics string struct subprocess sys sysconfig tarfile tempfile textwrap threading time "
    "timeit tkinter tokenize traceback types typing unicodedata unittest urllib uuid warnings wave "
    "weakref xml zipfile zlib".split()
)


def _ranks(encoder: Encoder, questions: list[str], right: list[int], texts: list[str]) -> list[int]:
    read = encoder.encode_parts([with_sentences(text) for text in texts])
    first = np.cumsum([0, *(len(rows) for rows in read[:-1])])
    scores = np.maximum.reduceat(encoder.encode(questions) @ np.concatenate(read).T, first, axis=1)
    own = scores[np.arange(len(right)), right]
    return [int(rank) for rank in (scores > own[:, None]).sum(axis=1)]


def _found(ranks: list[int]) -> Found:
    count = len(ranks)
    return Found(
        count,
        sum(rank < 1 for rank in ranks) / count,
        sum(rank < 5 for rank in ranks) / count,
        sum(1 / math.log2(rank + 2) for rank in ranks if rank < 10) / count,
    )
