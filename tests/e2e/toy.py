"""A project whose nine stages only write a file each, so that flow, kills and states can be tested in seconds."""

import json
import os
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

from flows.stages import STAGES
from peel.process.asked import basic
from peel.process.environment import child_environment
from peel.project import template
from tests.e2e.small import BIN, fill
from tests.unit.bundle.conftest import Maker, onnx_bytes

STAGE = """
import json, shutil, sys, time
from pathlib import Path
from peel import events, files
from peel.types.event import Tried
from tasks.stage import run
name = sys.argv[1]
given = json.loads(Path("given.json").read_text())

def main():
    if name == "search":
        for n in events.track(range(10), total=10, name="steps"):
            time.sleep(given["slow_s"] / 10)
        for n in range(3):
            events.tell(Tried(key=str(n), name=f"lda at {n}", score=0.5 + n / 10, seconds=1.0))
        files.write_text(Path("data/search/leaderboard.csv"),
            "rank,branch,tap,pooling,head,score,low,high\\n1,toy,3,msg,lda,0.91,0.85,0.95\\n")
    if name == "evaluate":
        verdict = {"verdict": given["verdict"], "metric": "accuracy", "score": 0.8, "low": 0.7, "high": 0.9,
            "threshold": 0.9, "probability": 0.1, "words": f"the gate says {given['verdict']}"}
        parity = {"n": 8, "tolerance": 2e-3, "margin": 2e-3, "forms": {}, "outputs": {}, "same": True}
        files.write_json(Path("data/evaluate/evaluation.json"), {"scores": [], "verdict": verdict,
            "parity": parity, "mistakes": [], "details": {}, "reference": {"n": 8, "mean": [], "std": []},
            "model_sha256": "", "golden_sha256": "", "models_judged": 1})
    if name == "export":
        shutil.copytree(f"made/{given['verdict']}", "data/export", dirs_exist_ok=True)
    text = {"search": given["salt"], "export": given["verdict"]}.get(name, "")
    if name == "report":
        text = Path("data/export.txt").read_text()
    files.write_text(Path(f"data/{name}.txt"), f"{name} {text}")
    return f"{name} is good"

run(name, main)
"""
OUTS = {
    "search": ["data/search/leaderboard.csv"],
    "evaluate": ["data/evaluate/evaluation.json"],
    "export": ["data/export"],
}


def make(folder):
    """The toy project; given.json says what changes (salt), how slow the search is and what the gate says."""
    template.make(folder)
    fill(folder / "data" / "raw", 2)
    (folder / "stage.py").write_text(STAGE)
    (folder / "data" / "report").mkdir()
    (folder / "data" / "report" / "report.html").write_text("<p>")
    stages = {}
    for before, name in zip((None, *STAGES), STAGES, strict=False):
        stages[name] = {
            "cmd": f"python stage.py {name}",
            "outs": [f"data/{name}.txt", *OUTS.get(name, [])],
            **({"deps": [f"data/{before}.txt"]} if before else {"always_changed": True}),
        }
    for name in OUTS:
        stages[name]["deps"].append("given.json")
    (folder / "dvc.yaml").write_text(json.dumps({"stages": stages}))
    (folder / "made").mkdir()
    maker = Maker(folder / "made")
    for verdict in ("pass", "fail"):
        model = onnx_bytes(doc=verdict)
        maker(verdict, model=model, model_name="candidate.onnx", verdict=verdict)
    give(folder)
    return folder


def give(folder, *, slow_s=0, verdict="pass"):
    given = {"slow_s": slow_s, "verdict": verdict, "salt": time.time_ns()}
    (folder / "given.json").write_text(json.dumps(given))


def start(folder, **variables):
    """`peel build`, running."""
    return subprocess.Popen(
        [BIN / "peel", "build"],
        cwd=folder,
        env=child_environment(variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def build(folder, **variables):
    """`peel build`; its code, and each stage's state as it was shown."""
    process = start(folder, **variables)
    said, _ = process.communicate(timeout=170)
    lines = [line.split() for line in said.splitlines()]
    states = {w[0]: w[1] for w in lines if w[:1] and w[0] in STAGES and w[1] in ("done", "cached")}
    return process.returncode, states, said


def processes(mark):
    """All living processes with the word in their environment: number and command."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
                if state != "Z" and mark.encode() in (folder / "environ").read_bytes():
                    command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    found[int(folder.name)] = command
            except OSError:
                continue
    return found


def wait_for(what, limit_s=60):
    """What `what()` gives, as soon as that is something."""
    deadline = time.monotonic() + limit_s
    while not (found := what()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def kill(mark, command, number=signal.SIGKILL):
    """Send a signal to the one process whose command begins so, once it is there."""

    def numbers():
        return [n for n, said in processes(mark).items() if f"{said} ".startswith(command + " ")]

    (found,) = wait_for(numbers)
    os.kill(found, number)


def asked(api, what, **filters):
    """What a Prefect server knows: flow_runs, task_runs or artifacts."""
    request = urllib.request.Request(
        f"{api.url}/{what}/filter",
        data=json.dumps(filters).encode(),
        headers={
            "Content-Type": "application/json",
            "Authorization": basic(api.variables["PREFECT_API_AUTH_STRING"]),
        },
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)
