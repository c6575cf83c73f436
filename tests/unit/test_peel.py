import subprocess
import sys
from importlib.metadata import version

import pytest

import peel
import peel.api


def test_version_is_that_of_the_package():
    assert peel.__version__ == version("peel-automl")


@pytest.mark.parametrize("name", ["fit", "load"])
def test_name_leads_to_the_api(name):
    assert getattr(peel, name) is getattr(peel.api, name)


def test_unknown_name_is_no_attribute():
    with pytest.raises(AttributeError, match="module 'peel' has no attribute 'train'"):
        _ = peel.train


def test_import_loads_nothing_else():
    code = "import peel, sys; print([n for n in ('numpy', 'pydantic', 'peel.api') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
