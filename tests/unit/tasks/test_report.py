"""The stage writes one page."""

from __future__ import annotations

from pathlib import Path

import pytest

from peel.errors import PeelError
from tasks import report


def test_report_needs_a_finished_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("params.yaml").write_text("report: {title: Trees}\n", encoding="utf-8")
    with pytest.raises(PeelError, match=r"^P771"):
        report.main()
    assert not report.PAGE.exists()
