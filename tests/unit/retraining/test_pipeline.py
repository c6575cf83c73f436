import pytest

from peel.errors import PeelError
from peel.project.run import build_lock
from peel.retraining.pipeline import repro, without_absent
from peel.sources.ingested import STANDS_IN
from peel.types.event import Warned


def test_busy_clone_is_refused(tmp_path):
    (tmp_path / ".peel").mkdir()
    with build_lock(tmp_path), pytest.raises(PeelError, match=r"^P703 "):
        repro([].append)(tmp_path)


def test_clone_need_not_have_the_source():
    told = []
    tell = without_absent(told.append)
    tell(Warned(message=f"the source x {STANDS_IN} (3 pictures)"))
    tell(Warned(message="a picture is broken"))
    assert [event.message for event in told] == ["a picture is broken"]
