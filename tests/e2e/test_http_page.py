"""The page of the routes, as a programmer would type it, against a server that runs."""

import json
import re
import subprocess

import pytest

from tests.docs.test_blocks import ROOT, blocks
from tests.e2e.test_serve import serving
from tests.unit.serving.conftest import png

PAGE = "docs/reference/http.md"
pytestmark = pytest.mark.slow


def typed(port):
    """The block of the page, with the port of this server, and each answer on a line of its own."""
    (block,) = [one for one in blocks(PAGE) if one.language == "sh"]
    assert block.text.count("http://127.0.0.1:8000") == 1
    text = block.text.replace(":8000", f":{port}").replace("-fsS", '-fsS -w "\\n"')
    return f"set -euo pipefail\n{text}"


def test_page_works_word_by_word(tmp_path):
    with serving(tmp_path) as server:
        project = tmp_path / "project"
        (project / "a.jpg").write_bytes(png(form="JPEG"))
        (project / "b.jpg").write_bytes(png((20, 20, 200), form="JPEG"))
        done = subprocess.run(
            ["bash", "-c", typed(server.port)],
            cwd=project,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr + done.stdout
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    ready, models, one, two, kept, same, watch, infer = lines
    assert ready == {"status": "ready"}
    assert list(models) == ["champion"]
    assert [len(told["predictions"]) for told in (one, two)] == [1, 2]
    assert (kept, same) == ({"outcomes": ["kept"]}, {"outcomes": ["same"]})
    assert "watches" in watch
    assert infer["outputs"][0]["datatype"] == "FP32"
    assert "peel_requests_total" in done.stdout
    assert re.search(r"^: from now on$", done.stdout, re.MULTILINE)


def test_answer_has_the_fields_of_the_page(tmp_path):
    """The example says no field too many and none too few."""
    (block,) = [one for one in blocks(PAGE) if one.language == "json"]
    shown = json.loads(block.text.replace("…", ""))
    with serving(tmp_path) as server:
        _, body = server.ask("POST", "/v1/predict", png())
    told = json.loads(body)
    assert list(told) == list(shown)
    assert list(told["predictions"][0]) == list(shown["predictions"][0])
    assert list(told["predictions"][0]["answer"]) == list(shown["predictions"][0]["answer"])
    assert (ROOT / PAGE).is_file()
