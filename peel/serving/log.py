"""The log: one JSON object a line on stderr."""

from __future__ import annotations

import json
import logging
import sys
import traceback

from peel import clock


class Lines(logging.Formatter):
    """A record as one line; what a call gives as `extra={"told": {...}}` stands in it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told = {
            "at": clock.iso(record.created),
            "level": record.levelname.lower(),
            "what": record.getMessage(),
        }
        told |= getattr(record, "told", {})
        if record.exc_info and record.exc_info[0]:
            told["error"] = "".join(traceback.format_exception(*record.exc_info))
        return json.dumps(told)


def begin() -> None:
    """Everything that this process logs from now on goes there."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    for name in ("peel.serving", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(logging.INFO)
