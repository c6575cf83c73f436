import pytest

from peel import api
from peel.bundle.load import load
from peel.errors import PeelError


def test_load_is_that_of_the_bundle():
    assert api.load is load


def test_absent_source_stops_before_the_pipeline(tmp_path):
    with pytest.raises(PeelError, match=r"^P201 "):
        api.fit(tmp_path / "nowhere", project=tmp_path / "p")
    assert not (tmp_path / "p" / "data").exists()


def test_refused_threshold_names_its_option(tmp_path):
    (tmp_path / "pictures").mkdir()
    with pytest.raises(PeelError, match=r"^P20|^P104 "):
        api.fit(tmp_path / "pictures", threshold=2, project=tmp_path / "p")


def test_folder_with_other_files_is_refused(tmp_path):
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "thesis.doc").touch()
    with pytest.raises(PeelError, match=r"^P720 "):
        api.fit(tmp_path, project=tmp_path / "p")
