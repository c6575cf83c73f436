"""From labelled images to a verdict: every DVC stage in order, then the bundle takes its place. `python -m flows.build`."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import httpx
from prefect import flow
from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.exceptions import ObjectNotFound, PrefectException
from prefect.states import Completed, Crashed, Failed

from flows.mirror import Mirror
from flows.stages import run_stages
from peel import events, files
from peel.errors import PeelError
from peel.export.publish import publish
from peel.params.environment import events_file
from peel.process import asked
from peel.project import result, run, show
from peel.types.event import Judged, Lost
from peel.types.score import Verdict

_NO_VERDICT = 70  # beside 0 to 3: the flow's body did not come to its end


@flow(name="build", flow_run_name="build {project}", persist_result=False, log_prints=False)
def build(project: str = ".") -> State[None]:
    """Run what has changed in the project's folder; the flow fails, with the verdict as its message, unless the gate says pass."""
    folder, mirror = Path(project).resolve(), Mirror()
    file = events_file(run.new_events_file(folder))
    try:
        with run.build_lock(folder), _noted(folder, mirror):
            run.tidy(folder)
            verdict = _build(folder, mirror, file=file)
    except PeelError as error:
        events.emit_error(error)
        return Failed(message=str(error))
    made = Completed if verdict.verdict == "pass" else Failed
    return made(message=verdict.words)


def _build(folder: Path, mirror: Mirror, *, file: Path) -> Verdict:
    def on_end(stage: str) -> None:
        if stage == "search":
            rows = [dict(row) for row in result.leaderboard(folder)[:40]]
            words = "best heads, out-of-fold"
            mirror.show(lambda: create_table_artifact(rows, "leaderboard", words))

    run_stages(folder, mirror, file=file, on_end=on_end)
    verdict = result.verdict(folder)
    publish(folder)
    events.tell(Judged(verdict=verdict.verdict, message=verdict.words))
    page = result.report(folder).as_uri()
    mirror.show(lambda: create_markdown_artifact(verdict.words, key="verdict"))
    mirror.show(lambda: create_link_artifact(page, key="report"))
    mirror.settle()
    return verdict


@contextlib.contextmanager
def _noted(folder: Path, mirror: Mirror) -> Iterator[None]:
    """While the run works, its id stands in the project: who finds it there knows that it was killed. Call under the lock."""
    note = folder / ".peel" / "flow-run"
    if note.exists():
        dead = note.read_text("utf-8").strip()
        mirror.show(lambda: sweep(dead))
    files.write_text(note, str(mirror.flow_run_id))
    is_told = False
    try:
        yield
        is_told = True
    except Exception:
        is_told = True
        raise
    finally:  # a signal may have ended the server as well, so that nobody wrote it down
        if is_told and not mirror.is_lost:
            note.unlink(missing_ok=True)


def sweep(flow_run: str) -> None:
    """End in Prefect's books the run that a kill left `Running` there; none that another server knows."""
    dead: State[None] = Crashed(message="its process was killed")
    with contextlib.suppress(ValueError, ObjectNotFound):
        known = UUID(flow_run)
        with get_client(sync_client=True) as client:
            found = client.read_flow_run(known)
            if found.state is None or not found.state.is_final():
                client.set_flow_run_state(found.id, dead, force=True)


def main() -> int:
    """Run the flow in this folder; returns 0 (pass), 1 (fail), 3 (undecided) or 2 (an error, told as an event).

    Where no Prefect server was asked for, the flow gets a process of its own inside the life of a
    private one, for Prefect's last words, on the way out of a process, want a server. The code is that of the flow's body, whatever a server says: its answers are taken as
    words, and no result that it names is loaded.
    """
    project, wanted = Path.cwd(), asked.server()
    if wanted is None or asked.refusal(wanted):
        with show.showing() as on_event:
            return run.run_flow(project, "flows.build", on_event=on_event)
    file = events_file(run.new_events_file(project))
    os.environ["PEEL_EVENTS"] = str(file)
    begin = file.stat().st_size if file.exists() else 0
    try:
        state = build(str(project), return_state=True)
        said = state.message or str(state.type)
    except (httpx.HTTPError, PrefectException, RuntimeError, ValueError) as error:
        said = f"Prefect: {error}"
    told = events.read(file, begin)[0]
    code = run.told_code(told)
    code = _NO_VERDICT if code is None else code
    if code != 0:
        print(said, file=sys.stderr)
    if asked.refusal(wanted) or any(isinstance(event, Lost) for event in told):
        # Prefect's threads would try to tell their last words to a server that is gone, 7 s for each.
        sys.stderr.flush()
        os._exit(code)
    return code


if __name__ == "__main__":
    raise SystemExit(main())
