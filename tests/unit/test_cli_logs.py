"""The log: one line per record, nothing forged, nobody's address (promise P16)."""

import logging
import sys
import time

import pytest
from support.program import logging_restored

from mailflow.logs import LINE, OneLineFormatter, configure, escaped, masked

TOKEN = "a2" * 20


def line(message: str, level: int = logging.INFO, *arguments: object) -> str:
    record = logging.LogRecord("mailflow.test", level, __file__, 1, message, arguments, None)
    return OneLineFormatter(LINE).format(record)


def test_a_record_is_one_line_with_time_level_and_place() -> None:
    assert line("mail 7 ended").endswith(" INFO MainThread mailflow.test: mail 7 ended")
    stamp = line("x").partition(" ")[0]
    assert stamp.endswith("Z")
    assert "T" in stamp


@pytest.mark.parametrize("breaker", ["\n", "\r", "\x0b", "\x85", "\u2028", "\u2029", "\x1b[2K"])
def test_no_text_forges_a_second_line(breaker: str) -> None:
    text = line("user %s", logging.INFO, f"x{breaker}2026-01-01 INFO forged")
    assert len(text.splitlines()) == 1
    assert "\x1b" not in text


def test_an_address_is_masked_from_info_on_and_shown_when_debugging() -> None:
    message = f"to carol@customer.example and support+{TOKEN}@helpdesk.example"
    assert line(message).endswith("to ***@customer.example and ***@helpdesk.example")
    assert "carol@customer.example" in line(message, logging.DEBUG)


def test_a_traceback_tells_places_and_types_but_no_values() -> None:
    try:
        int("the secret of carol@customer.example")
    except ValueError:
        record = logging.LogRecord(
            "mailflow", logging.ERROR, __file__, 1, "failed", (), sys.exc_info()
        )
    text = OneLineFormatter(LINE).format(record)
    assert "[ValueError]" in text
    assert "test_cli_logs.py" in text
    assert "secret" not in text
    assert "carol" not in text


def test_masking_a_long_hostile_line_takes_no_time() -> None:
    started = time.process_time()
    masked("a" * 200_000)
    escaped("\x1b" * 200_000)
    assert time.process_time() - started < 0.5


def test_other_libraries_stay_quiet_even_when_debugging(capsys: pytest.CaptureFixture[str]) -> None:
    with logging_restored():
        configure("DEBUG")
        configure("DEBUG")  # twice is once
        logging.getLogger("imapclient").debug("LOGIN support hunter2")
        logging.getLogger("mailflow.test").debug("ours")
    written = capsys.readouterr().err
    assert "hunter2" not in written
    assert written.count("ours") == 1
