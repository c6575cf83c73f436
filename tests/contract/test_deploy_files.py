"""What stands in deploy/ is taken by the tools that it is for, and says the same as the program."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from prefect.cli.deploy._models import PrefectYamlModel
from ruamel.yaml import YAML

from flows import deploy
from peel.cli.main import app
from peel.params.sections import Params

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
# Whatever Docker's own parser takes as the first word of a line.
INSTRUCTIONS = {
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "RUN",
    "USER",
    "VOLUME",
    "WORKDIR",
}


def unit(path: Path) -> dict[str, list[str]]:
    """The settings of a unit, by name."""
    lines = [line.partition("=") for line in path.read_text().splitlines() if "=" in line]
    found: dict[str, list[str]] = {}
    for name, _, value in lines:
        if not name.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def instructions() -> Iterator[tuple[str, str]]:
    """The lines of the Dockerfile: instruction and the rest, continued lines as one."""
    text = (DEPLOY / "Dockerfile").read_text()
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    for line in filter(None, (line.strip() for line in text.splitlines())):
        word, _, rest = line.partition(" ")
        yield word, rest.strip()


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_systemd_takes_each_unit(path: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("SKIPPED FOR WANT OF systemd-analyze")
    text = re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", path.read_text())
    (tmp_path / path.name).write_text(text)
    command = ["systemd-analyze", "verify", str(tmp_path / path.name)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_units_run_as_plain_user(path: Path) -> None:
    settings = unit(path)
    assert settings["User"] == ["peel"]
    assert settings["UMask"] == ["0077"]
    assert settings["NoNewPrivileges"] == ["yes"]


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_units_hold_no_secret(path: Path) -> None:
    """What is secret stands in a file that only root reads; `systemctl show` tells everything else to everybody."""
    told = " ".join(unit(path).get("Environment", []) + unit(path)["ExecStart"])
    assert re.findall("AUTH_STRING|PASSWORD|STORE_URL|KEY", told) == []


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_units_start_commands_that_exist(path: Path) -> None:
    program, command, *rest = shlex.split(unit(path)["ExecStart"][0])
    known = {one.callback.__name__ for one in app.registered_commands if one.callback}
    known |= {"server", "worker"}
    assert Path(program).name in ("peel", "prefect")
    assert command in known
    assert rest == ["--foreground"] or command != "up"


def test_prefect_takes_the_deployments() -> None:
    text = (DEPLOY / "prefect.yaml").read_text()
    told = PrefectYamlModel.model_validate(YAML(typ="safe", pure=True).load(text)).deployments
    assert [each.entrypoint for each in told] == [
        f"flows/{when.name}.py:{when.name}" for when in deploy.loop(Params())
    ]


def test_pool_runs_what_peel_up_runs() -> None:
    """The same schedules, triggers and limits."""
    text = (DEPLOY / "prefect.yaml").read_text()
    told = PrefectYamlModel.model_validate(YAML(typ="safe", pure=True).load(text)).deployments
    for each, when in zip(told, deploy.loop(Params()), strict=True):
        intervals = [schedule.interval for schedule in each.schedules or []]
        assert intervals == [each for each in (when.schedule.get("interval"),) if each]
        events = [trigger["expect"] for trigger in each.triggers or []]
        assert events == [sorted(trigger.expect) for trigger in when.schedule.get("triggers", [])]
        limit = each.concurrency_limit
        assert not isinstance(limit, int)
        assert limit is not None
        assert (limit.limit, limit.collision_strategy) == (1, "CANCEL_NEW")


def test_image_is_made_of_known_instructions() -> None:
    assert {word for word, _ in instructions()} <= INSTRUCTIONS
    assert next(instructions())[0] == "FROM"
    bases = [rest.split()[0] for word, rest in instructions() if word == "FROM"]
    assert all(re.fullmatch(r"[a-z]+:[0-9][\w.-]+", base) for base in bases)


def test_image_runs_as_plain_user() -> None:
    """From USER on, to which the program's own lines belong."""
    words = [word for word, _ in instructions()]
    user = dict(instructions())["USER"]
    assert user not in ("root", "0")
    assert words.index("USER") < words.index("ENTRYPOINT")
    assert "RUN" not in words[words.index("USER") :]


def test_image_copies_what_is_there() -> None:
    copied = [rest.split() for word, rest in instructions() if word == "COPY"]
    here = [path for parts in copied if not parts[0].startswith("--") for path in parts[:-1]]
    assert here == ["deploy/serve.lock", "."]
    assert all((ROOT / path).exists() for path in here)


def test_image_starts_the_server() -> None:
    entry = YAML(typ="safe", pure=True).load(
        dict(instructions())["ENTRYPOINT"]
    )  # the form that needs no shell
    assert entry[:2] == ["peel", "serve"]
    assert dict(instructions())["EXPOSE"] == entry[entry.index("--port") + 1]
    assert f":{entry[-1]}/livez" in dict(instructions())["HEALTHCHECK"]


def test_image_has_versions_of_the_lock() -> None:
    """Every one of its packages with a digest, in the version that the whole lock names."""
    pins = re.compile(r"^([\w.-]+==[^ \\;]+)", re.MULTILINE)
    few, all_ = (
        set(pins.findall(path.read_text()))
        for path in (DEPLOY / "serve.lock", ROOT / "requirements.lock")
    )
    assert few - all_ == set()
    assert {"fastapi", "sqlalchemy", "psycopg"} <= {pin.partition("==")[0] for pin in few}
    assert not {"torch", "prefect", "dvc"} & {pin.partition("==")[0] for pin in few}
