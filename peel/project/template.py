"""Makes a project: the same flows, tasks, dvc.yaml and params.yaml as stand in Peel's own repository."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from peel import files
from peel.errors import PeelError
from peel.params.edit import Value, set_value, template
from peel.params.load import FILE, description, parse
from peel.problem import check_trainable
from peel.process import dvc
from peel.project.place import is_project

NAMES = (".dvc/.gitignore", ".dvc/config", ".dvcignore", ".gitignore", "dvc.yaml", "flows", "tasks")
_PIPELINE = ("dvc.yaml", "flows/", "tasks/")
# What may stand in a folder that is about to become a project.
_HARMLESS = {".DS_Store", ".git", ".venv", "venv"}

_OPTIONS = {"ingest.sources": "--data", "gate.threshold": "--threshold", "problem.kind": "--kind"}


def source() -> Path:
    """The folder that holds the template: inside the wheel, or the checkout that this package runs from."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "template"
    return inside if inside.is_dir() else package.parent


def template_files() -> Iterator[tuple[str, Path]]:
    """Every file of the template but params.yaml: its path in a project, and where it lies."""
    root = source()
    for name in NAMES:
        path = root / name
        found = sorted(path.rglob("*.py")) if path.is_dir() else [path]
        yield from ((one.relative_to(root).as_posix(), one) for one in found)


def differing(folder: Path) -> list[str]:
    """The files of the pipeline in `folder` that are not as this Peel would write them: of another Peel, or a person's own."""
    return [
        name
        for name, path in template_files()
        if name.startswith(_PIPELINE) and _lines(folder / name) != _lines(path)
    ]


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a command or a call gives, to be written to params.yaml; None and nothing leave what stands there."""

    data: Sequence[str] = ()
    threshold: float | None = None
    kind: str | None = None
    class_level: int | None = None


NOTHING = Given()


def make(folder: Path, given: Given = NOTHING) -> list[str]:
    """Make `folder` a project, or complete one; returns what it wrote, never over a file that is there.

    Needs neither git nor an identity. Raises, before it makes anything, P720 for a folder with something else
    in it, P190 and P191 for a kind that is not there or cannot be trained, P101 to P104 for a value that cannot be,
    P702 where no folder can be made.
    """
    _refuse_foreign(folder)
    if given.kind is not None:
        check_trainable(given.kind)
    is_new = not (folder / FILE).exists()
    # A value that is refused is so before anything is made.
    new = _with_given(_params(folder.resolve().name), given) if is_new else ""
    if not is_new:
        set_params(folder, given)
    if not folder.exists():
        files.refuse_unwritable(folder)
    written = [
        name for name, path in template_files() if _write_new(folder / name, path.read_bytes())
    ]
    if is_new and _write_new(folder / FILE, new.encode()):
        written.append(FILE.name)
    dvc.settle(folder)
    return written


def set_params(folder: Path, given: Given) -> None:
    """Write the given values into the project's params.yaml, comments kept; raises P101 to P104."""
    path = folder / FILE
    text = path.read_text(encoding="utf-8")
    new = _with_given(text, given)
    if new != text:
        files.write_text(path, new)


def _with_given(text: str, given: Given) -> str:
    values = {
        "problem.kind": given.kind,
        "ingest.sources": tuple(given.data) or None,
        "gate.threshold": given.threshold,
        "ingest.class_level": given.class_level,
    }
    for key, value in values.items():
        if value is not None:
            text = _set_given(text, key, value=value)
    return text


def _set_given(text: str, key: str, *, value: Value) -> str:
    """A value that is refused stands in no file: the option that gave it is named, not a line."""
    parse(text)  # what the file itself says is no fault of an option
    try:
        return set_value(text, key, value=value)
    except PeelError as error:
        if error.code != "P104" or key not in _OPTIONS:
            raise
        option = _OPTIONS[key]
        do = f"give another {option}: {description(key)}"
        raise PeelError(
            error.code, f"{option} refused", got=error.got, allowed=error.allowed, do=do
        ) from error


def _params(name: str) -> str:
    """A new params.yaml; the report is headed with the project's name, which a clone in another folder keeps."""
    return set_value(template(), "report.title", value=name) if name else template()


def _lines(path: Path) -> list[bytes] | None:
    return path.read_bytes().splitlines() if path.is_file() else None


def _write_new(path: Path, data: bytes) -> bool:
    if path.exists():
        return False
    files.write_bytes(path, data)
    return True


def _refuse_foreign(folder: Path) -> None:
    made = {FILE.name, ".peel", "data", "bundle", "bundle.previous"}
    known = {name.split("/")[0] for name in NAMES} | made | _HARMLESS
    with files.guard(folder):
        found = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    foreign = [name for name in found if name not in known]
    if is_project(folder) or not (foreign or (folder.exists() and not folder.is_dir())):
        return
    raise PeelError(
        "P720",
        "cannot make a project there",
        got=f"{folder}, which {f'holds {foreign[0]}' if foreign else 'is a file'}",
        allowed="a new or an empty folder, or a project",
        do="name a new folder; if this one holds your images: peel init my-project --data FOLDER",
    )
