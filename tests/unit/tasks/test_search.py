import re

import pytest

from peel.errors import PeelError
from peel.types.model import Choice
from tasks.search import main

pytestmark = pytest.mark.slow


def test_search_says_what_it_chose(ran):
    assert re.fullmatch(r"random to depth \d+, (1 head|2 heads), [01]\.\d{3}", ran.said["search"])


def test_choice_keeps_to_the_parameters(ran):
    choice = Choice.read(ran.folder / "data/search/choice.json")
    assert len(choice.members) <= 2
    assert choice.branches[0].image.size_px == 64


def test_search_knows_the_training_part_alone(ran):
    assert Choice.read(ran.folder / "data/search/choice.json").n_items == 20


def test_search_without_a_split_is_refused(tmp_path, monkeypatch):
    (tmp_path / "params.yaml").write_text("")
    monkeypatch.chdir(tmp_path)
    with pytest.raises((PeelError, OSError)):
        main()
