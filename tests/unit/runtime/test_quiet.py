"""Silence on the process's stderr."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from peel.runtime.quiet import quiet


def test_native_talk_is_not_seen(capfd):
    with quiet():
        os.write(2, b"noise")
    os.write(2, b"word")
    assert capfd.readouterr().err == "word"


def test_exceptions_pass_as_ever(capfd):
    def fail():
        with quiet():
            os.write(2, b"noise")
            return 1 / 0

    with pytest.raises(ZeroDivisionError):
        fail()
    os.write(2, b"word")
    assert capfd.readouterr().err == "word"


def test_closed_stderr_is_no_trouble():
    code = "import os; os.close(2)\nfrom peel.runtime.quiet import quiet\nwith quiet(): print('on')"
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True)
    assert done.stdout.strip() == b"on"
