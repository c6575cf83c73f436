import importlib.util
import json
import math
import zipfile
from pathlib import Path

import numpy as np
import pytest

from peel.tracking.scores import Seen, score_tracks

DATA = Path(__file__).parents[2] / "data" / "tracks"
REFERENCE = json.loads((DATA / "reference.json").read_text())
SQUARE = (0.0, 0.0, 10.0, 10.0)
FAR = (50.0, 50.0, 60.0, 60.0)


def _script():
    spec = importlib.util.spec_from_file_location("reference", DATA / "reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = _script()


def seen(*things, label=0):
    ids, boxes = [one for one, _ in things], [box for _, box in things]
    return Seen(
        np.array(ids, np.int64),
        np.array(boxes, np.float64).reshape(-1, 4),
        np.full(len(ids), label),
    )


def as_frames(rows, frames):
    films = []
    for frame in frames:
        here = [row for row in rows if row[0] == frame]
        films.append(seen(*((r[1], (r[2], r[3], r[2] + r[4], r[3] + r[5])) for r in here)))
    return films


def check(name, truth, found):
    frames = sorted({row[0] for row in truth + found})
    ours = score_tracks(as_frames(truth, frames), as_frames(found, frames))
    theirs = REFERENCE[name]
    told = {key: getattr(ours, key) for key in theirs if key != "idf1_of_trackeval"}
    assert told == pytest.approx({key: theirs[key] for key in told}, abs=1e-9)


@pytest.mark.parametrize("seed", range(SCRIPT.DRAWN))
def test_scores_equal_those_of_others(seed):
    check(f"drawn-{seed}", *SCRIPT.drawn(seed))


@pytest.mark.parametrize("name", SCRIPT.SEQUENCES)
def test_real_tracks_score_as_elsewhere(name, datasets):
    with zipfile.ZipFile(datasets / "video.zip") as archive:
        parts = [archive.read(f"video/mot_text/{name}/{part}.txt") for part in ("gt", "test")]
    check(name, *(SCRIPT.lines(part.decode()) for part in parts))


def test_perfect_tracks_score_one():
    film = [seen((1, SQUARE), (2, FAR))] * 3
    told = score_tracks(film, film)
    assert (told.mota, told.idf1, told.hota) == pytest.approx((1, 1, 1))


def test_nothing_found_misses_everything():
    told = score_tracks([seen((1, SQUARE))] * 2, [seen()] * 2)
    assert (told.mota, told.idf1, told.hota, told.missed) == (0, 0, 0, 2)


def test_empty_film_has_no_mota():
    told = score_tracks([seen()], [seen()])
    assert math.isnan(told.mota)
    assert math.isnan(told.idf1)


def test_another_class_is_no_match():
    told = score_tracks([seen((1, SQUARE))], [seen((1, SQUARE), label=1)])
    assert (told.missed, told.wrong, told.idf1) == (1, 1, 0)


def test_thing_returns_to_its_track():
    truth = [seen((1, SQUARE))] * 3
    found = [seen((5, SQUARE)), seen(), seen((5, SQUARE))]
    told = score_tracks(truth, found)
    assert (told.switches, told.missed) == (0, 1)


def test_last_track_wins_over_nearer():
    near = (1.0, 0.0, 11.0, 10.0)
    truth = [seen((1, SQUARE))] * 2
    found = [seen((5, SQUARE)), seen((5, near), (6, SQUARE))]
    told = score_tracks(truth, found)
    assert (told.switches, told.wrong) == (0, 1)


def test_exchange_counts_two_switches():
    truth = [seen((1, SQUARE), (2, FAR))] * 2
    found = [seen((5, SQUARE), (6, FAR)), seen((6, SQUARE), (5, FAR))]
    told = score_tracks(truth, found)
    assert (told.switches, told.idf1) == (2, 0.5)
