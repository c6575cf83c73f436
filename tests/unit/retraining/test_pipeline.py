import pytest

from peel.errors import PeelError
from peel.project.run import build_lock
from peel.retraining.pipeline import repro


def test_busy_clone_is_refused(tmp_path):
    (tmp_path / ".peel").mkdir()
    with build_lock(tmp_path), pytest.raises(PeelError, match=r"^P703 "):
        repro([].append)(tmp_path)
