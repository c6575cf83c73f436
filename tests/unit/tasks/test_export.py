import pytest

from peel.bundle.load import load
from peel.errors import PeelError
from tasks.export import main

pytestmark = pytest.mark.slow


def test_export_says_the_verdict_of_its_card(ran):
    card = load(ran.folder / "data/export").card
    assert ran.said["export"] == f"bundle with verdict {card.verdict.verdict}"


def test_card_keeps_the_parameters_that_count(ran):
    params = load(ran.folder / "data/export").card.params
    assert set(params) == {"problem", "split", "search", "gate"}


def test_export_without_a_choice_is_refused(tmp_path, monkeypatch):
    (tmp_path / "params.yaml").write_text("")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PeelError, match=r"^P704 .*choice\.json"):
        main()
