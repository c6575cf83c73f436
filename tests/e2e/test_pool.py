"""The flows of the loop on a Prefect server with a work pool, as a larger installation has them: deploy/prefect.yaml as it stands."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from peel.installation import prefect
from peel.process import asked, server
from peel.process.supervisor import supervised
from peel.project import template
from tests.e2e.test_up import FLOW, call, told_dip

pytestmark = pytest.mark.e2e
ROOT = Path(__file__).resolve().parents[2]
PREFECT = (sys.executable, "-m", "prefect", "--no-prompt")


def until(holds: Callable[[], object], limit_s: float = 240) -> None:
    deadline = time.monotonic() + limit_s
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.5)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pool") / "p"
    template.make(folder)
    for name in ("watch", "retrain", "promote"):
        (folder / "flows" / f"{name}.py").write_text(FLOW.format(name=name))
    told = (ROOT / "deploy" / "prefect.yaml").read_text()
    (folder / "prefect.yaml").write_text(told.replace("/srv/peel/project", str(folder)))
    return folder


@pytest.fixture(scope="module")
def api(project: Path) -> Iterator[server.Api]:
    with server.prefect_api(project) as found:
        yield found


@pytest.fixture(scope="module")
def pool(project: Path, api: server.Api) -> Iterator[asked.Asked]:
    """What deploy/prefect.yaml tells to type has been typed, and a worker runs."""
    around = api.environment({"PREFECT_WORKER_QUERY_SECONDS": "2"})
    for words in (
        ("work-pool", "create", "peel", "--type", "process", "--set-as-default"),
        ("deploy", "--all", "--prefect-file", "prefect.yaml"),
    ):
        done = subprocess.run(
            [*PREFECT, *words], cwd=project, env=around, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
    command = [*PREFECT, "worker", "start", "--pool", "peel", "--type", "process"]
    log = project / "worker.log"
    with supervised(command, cwd=project, environment=around, log=log):
        yield asked.Asked(api.url, asked.basic(api.variables["PREFECT_API_AUTH_STRING"]))


def test_deployments_are_as_they_are_written(pool: asked.Asked) -> None:
    _, _, told = call(pool, "/deployments/filter", {})
    found = {each["entrypoint"]: each for each in told}
    assert sorted(found) == [
        "flows/promote.py:promote",
        "flows/retrain.py:retrain",
        "flows/tidy.py:tidy",
        "flows/watch.py:watch",
    ]
    for each in found.values():
        assert each["work_pool_name"] == "peel"
        assert each["global_concurrency_limit"]["limit"] == 1
        assert each["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
    until(lambda: prefect.next_(pool, "watch") is not None)


def test_dip_is_retrained_by_the_worker(pool: asked.Asked, project: Path) -> None:
    told_dip(pool)
    until((project / "retrain.ran").exists)
