"""The log: one JSON object a line in `log/assistant.server.log` of the home folder, old ones rotated away.

It holds what went wrong and how long answers took; the words of a question only where
ASSISTANT_LOG_QUESTIONS is set.
"""

import json
import logging
import os
import secrets
import sys
from functools import cache
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from assistant.answering.types import Answer

_LARGEST = 1_000_000
_KEPT = 5
"""A megabyte each: the current file and the five before it."""


class _JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """Return a record as one line of JSON."""
        told: dict[str, Any] = {
            "when": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "told", {}),
        }
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


@cache
def open_log(home: Path) -> logging.Logger:
    """Return the log of a home folder; one that cannot be written there goes to stderr."""
    logger = logging.getLogger(f"inspection-assistant {home}")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    handler: logging.Handler
    try:
        folder = home / "log"
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "assistant.server.log", maxBytes=_LARGEST, backupCount=_KEPT, encoding="utf-8"
        )
    except OSError:
        handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonFormatter())
    logger.addHandler(handler)
    return logger


def log_error(home: Path, error: Exception) -> str:
    """Log an error with its traceback; return the reference under which it stands there."""
    reference = secrets.token_hex(4)
    told = {"reference": reference, "kind": type(error).__name__}
    open_log(home).error("error", exc_info=error, extra={"told": told})
    return reference


def log_answer(home: Path, answer: Answer) -> None:
    """Log that a question was answered: how, how fast, over how much."""
    told: dict[str, Any] = {
        "status": answer.status,
        "seconds": round(answer.seconds, 4),
        "quotes": len(answer.quotes),
        "searched": answer.paragraphs,
    }
    if os.environ.get("ASSISTANT_LOG_QUESTIONS"):
        told["question"] = answer.parsed.question
    open_log(home).info("answered", extra={"told": told})
