import pytest

from tests.unit.process.conftest import running as running


@pytest.fixture
def prefect_answers(running: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server at PREFECT_API_URL that says it is well, and no more."""
    monkeypatch.setenv("PREFECT_API_URL", f"{running}/api")
