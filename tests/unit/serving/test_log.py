import json
import logging

from peel.serving.log import Lines, begin


def test_line_is_one_json_object():
    record = logging.LogRecord("x", logging.INFO, "", 0, "two\nlines", None, None)
    record.created, record.told = 0.0, {"request": "1"}
    line = Lines().format(record)
    assert "\n" not in line
    assert json.loads(line) == {
        "at": "1970-01-01T00:00:00Z", "level": "info", "what": "two\nlines", "request": "1",
    }  # fmt: skip


def test_log_goes_to_stderr(capsys):
    logger = logging.getLogger("peel.serving")
    before = (logger.handlers, logger.propagate, logger.level)
    try:
        begin()
        logger.info("hello")
    finally:
        logger.handlers, logger.propagate, _ = before
        logger.setLevel(before[2])
    assert json.loads(capsys.readouterr().err)["what"] == "hello"
