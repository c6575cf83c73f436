"""Deploy a candidate: all of its files take the place of the bundle in one step, or none does; the earlier one is kept."""

from __future__ import annotations

import hashlib
import shutil
import statistics
import time
from pathlib import Path

import numpy as np

from peel import files
from peel.bundle.cards import read_card, refuse_newer
from peel.bundle.files import CARD, MODELS
from peel.bundle.load import load
from peel.bundle.pointer import read as read_pointer
from peel.bundle.predict import Model
from peel.bundle.trained_on import TrainedOn
from peel.errors import PeelError
from peel.export.contest import compare
from peel.params.load import FILE
from peel.params.load import load as load_params
from peel.params.sections import Params
from peel.project.result import BUNDLE, CANDIDATE, CONTEST, PLACED, PREVIOUS, model_id
from peel.project.state import state_of
from peel.types.bundle import Card
from peel.types.placement import Contest, Placed
from peel.types.pointer import Pointer

_HERE = "this model"
_PICTURE, _RUNS = (480, 640), 5


def publish(project: Path) -> Contest:
    """Put the project's candidate (data/export) at `bundle/` unless a champion stays; says which and why.

    A champion is a bundle that passed, of the candidate's kind, that knows one of its labels. It stays until a
    candidate passes that is not worse on the labels that both know (decision 0016). What is replaced
    lies in `bundle.previous/` afterwards. The candidate is loaded and checked first: a file that is damaged or does
    not answer as it was proven is refused (P655 to P662) and never stands at `bundle/`.

    Once a model was promoted, `bundle/` is the champion that the pointer names, and the candidate is only told.
    """
    champion = read_pointer(state_of(project))
    if champion:
        return _beside(champion, project)
    known = _known(project)
    if known:
        return known
    candidate = load(project / CANDIDATE)
    takes, words = _decide(candidate, project)
    if takes:
        words += (
            "; the earlier one lies in bundle.previous/" if _keep(candidate.card, project) else ""
        )
        _place(candidate, project, source=project / CANDIDATE)
    told = Contest(
        candidate=_digest(project / CANDIDATE / CARD),
        stands=_digest(project / BUNDLE / CARD),
        took_over=takes,
        words=words,
    )
    files.write_text(project / CONTEST, told.to_json())
    return told


def follow(project: Path, champion: Pointer) -> None:
    """Put the champion's registered bundle at `bundle/`, unless it stands there whole; what it replaces is kept as ever."""
    if _is_whole(project / BUNDLE, champion.digest):
        return
    kept = state_of(project).models / champion.digest
    model = load(kept)
    _keep(model.card, project)
    _place(model, project, source=kept)


def standing(bundle: Path) -> Card | None:
    """The card of what stands there; None where none can be read. Raises P659 for a bundle of a newer Peel.

    By its card alone: a champion whose files are damaged is no reason to deploy a model that failed.
    """
    path = bundle / CARD
    if not path.is_file():
        return None
    data = path.read_bytes()
    refuse_newer(data, bundle)  # not ours to replace
    try:
        return read_card(data, bundle)
    except PeelError:
        return None


def _beside(champion: Pointer, project: Path) -> Contest:
    """What is told of a candidate while a champion is registered."""
    follow(project, champion)
    candidate = _digest(project / CANDIDATE / CARD)
    is_champion = candidate == champion.digest
    words = f"{champion.version}, as promoted"
    told = Contest(
        candidate=candidate,
        stands=champion.digest,
        took_over=is_champion,
        words=f"{_HERE}: {words}"
        if is_champion
        else f"{words}; to see whether this model is better, and to let it take over: peel promote",
    )
    files.write_text(project / CONTEST, told.to_json())
    return told


def _is_whole(bundle: Path, digest: str) -> bool:
    try:
        card, model = bundle / CARD, bundle / MODELS[0]
        told = read_card(card.read_bytes(), bundle)
        return (_digest(card), _digest(model)) == (digest, told.model_sha256)
    except (OSError, PeelError):
        return False


def _decide(candidate: Model, project: Path) -> tuple[bool, str]:
    """Whether the candidate takes over, and what stands there then, in words."""
    new, old = candidate.card, standing(project / BUNDLE)
    passes = new.verdict.verdict == "pass"
    here = _HERE if passes else f"{_HERE}, although it does not pass"
    if old is None:
        return True, _HERE if passes else f"{here}: no better one was there"
    if new.model_sha256 != old.model_sha256 and not _is_rival(old, new):
        return True, f"{here}; the earlier one knows none of its labels"
    if old.verdict.verdict != "pass":
        return True, _HERE if passes else f"{here}: no better one was there"
    if not passes and new.model_sha256 == old.model_sha256:
        return False, f"this very model, as it passed when {old.verdict.threshold:g} was asked for"
    if not passes:
        return False, "the earlier model that passed; this one did not, so it did not replace it"
    if new.model_sha256 == old.model_sha256:
        return True, _HERE
    return _contest(candidate, project)


def _is_rival(old: Card, new: Card) -> bool:
    return old.kind == new.kind and bool({*old.space.names} & {*new.space.names})


def _contest(candidate: Model, project: Path) -> tuple[bool, str]:
    bundle = project / BUNDLE
    try:
        champion = load(bundle)
    except PeelError:
        return True, f"{_HERE}; the earlier one cannot be opened"
    learnt = TrainedOn(bundle, digest=champion.card.trained_on_sha256)
    seen = compare(candidate, champion, data=project / "data", trained_on=learnt)
    if seen.n == 0:
        return True, f"{_HERE}; no sealed picture was left to compare it with the earlier one"
    which = (
        "that neither was trained on"
        if learnt.is_known
        else "(nothing says whether the earlier one was trained on some)"
    )
    told = (
        f"on {seen.n} sealed pictures {which}, {seen.better} went to this one alone "
        f"and {seen.worse} to the earlier one alone"
    )
    if seen.is_worse:
        return False, f"the earlier model; this one passed, but is worse: {told}"
    lost = sorted({*champion.names} - {*candidate.names})
    gone = f"; it does not know {len(lost)} of the earlier labels" if lost else ""
    return True, f"{_HERE}; {told}{gone}"


def _keep(new: Card, project: Path) -> bool:
    """Copy what is about to be replaced beside, unless it did not pass and one that did lies there."""
    bundle, previous = project / BUNDLE, project / PREVIOUS
    old = standing(bundle)
    if old is None or old.model_sha256 == new.model_sha256:
        return False
    if old.verdict.verdict != "pass" and _has_passed(previous):
        return False
    with files.new_folder(previous) as folder:
        _copy(bundle, folder)
    return True


def _has_passed(bundle: Path) -> bool:
    card = standing(bundle)
    return card is not None and card.verdict.verdict == "pass"


def _place(model: Model, project: Path, *, source: Path) -> None:
    took = {"ms_per_picture": _ms_per_picture(model)}
    placed = _placed(model.card, project, source=source).model_copy(update=took)
    with files.new_folder(project / BUNDLE) as folder:
        _copy(source, folder)
        files.write_text(folder / PLACED.name, placed.to_json())


def _ms_per_picture(model: Model) -> float:
    """The median of a few runs."""
    picture, took = np.zeros((*_PICTURE, 3), np.uint8), []
    for _ in range(_RUNS):
        start = time.perf_counter()
        model.run([picture])
        took.append(1000 * (time.perf_counter() - start))
    return round(statistics.median(took), 1)


def _placed(card: Card, project: Path, *, source: Path) -> Placed:
    """Name and id as every command tells them; a model that stands there already keeps its date."""
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    new = Placed(name=_name(project), id=model_id(source), placed=now)
    there = standing(project / BUNDLE)
    try:
        earlier = Placed.read(project / PLACED)
    except PeelError:
        return new
    is_same = there is not None and there.model_sha256 == card.model_sha256
    return new.model_copy(update={"placed": earlier.placed}) if is_same else new


def _name(project: Path) -> str:
    """The report's title where a person gave it one; else the folder's name."""
    folder, default = project.resolve().name, Params().report.title
    title = load_params(project / FILE).report.title if (project / FILE).is_file() else default
    return folder if title == default and folder else title


def _copy(source: Path, folder: Path) -> None:
    for path in sorted(path for path in source.iterdir() if path.is_file()):
        shutil.copyfile(path, folder / (MODELS[0] if path.name in MODELS else path.name))


def _known(project: Path) -> Contest | None:
    """The answer of the last time, where neither the candidate nor what stands there has changed since."""
    card, model = project / BUNDLE / CARD, project / BUNDLE / MODELS[0]
    try:
        told = Contest.read(project / CONTEST)
        whole = read_card(card.read_bytes(), card.parent).model_sha256 == _digest(model)
        same = (told.candidate, told.stands) == (_digest(project / CANDIDATE / CARD), _digest(card))
    except (OSError, ValueError, PeelError):
        return None
    return told if whole and same else None


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
