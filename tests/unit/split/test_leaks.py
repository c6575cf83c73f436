"""Near duplicates on thumbnails: what is joined, what is not, and what a careless split leaks."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from PIL import Image

from peel.images.decode import decode
from peel.images.digest import thumb
from peel.split.leaks import Links, careless_leak, cut_chains, find_links, join

RNG = np.random.default_rng(0)
SCENES = RNG.integers(0, 256, (40, 256)).astype(np.uint8)
FREE = np.full(2000, 10**6)


def _changed(scene: np.ndarray, gain: float, noise: float = 0) -> np.ndarray:
    return np.clip(scene * gain + RNG.normal(0, noise, scene.shape), 0, 255).astype(np.uint8)


def _joined(links: Links, limits: np.ndarray) -> np.ndarray:
    return join(cut_chains(links, limits=limits), keys=[], n=len(limits))


def _families(thumbs: np.ndarray, limit: int = 10**6) -> np.ndarray:
    n = len(thumbs)
    return _joined(find_links(thumbs), np.full(n, limit))


def _thumbs_in(path: Path, matching: str) -> dict[str, np.ndarray]:
    with ZipFile(path) as file:
        names = sorted(
            name for name in file.namelist() if name.endswith(".jpg") and matching in name
        )
        pictures = {name: decode(file.read(name)).pixels for name in names}
    return {name: np.frombuffer(thumb(p), np.uint8) for name, p in pictures.items()}


def test_different_scenes_are_not_joined() -> None:
    assert find_links(SCENES).n_pairs == 0
    assert len(set(_families(SCENES))) == len(SCENES)


@pytest.mark.parametrize("gain", [0.4, 0.8, 1.1])
def test_other_exposure_joins_one_scene(gain: float) -> None:
    thumbs = np.stack([*SCENES[:5], _changed(SCENES[2], gain, 2)])
    links = find_links(thumbs)
    assert (links.first.tolist(), links.second.tolist(), links.n_pairs) == ([2], [5], 1)


def test_same_light_is_not_enough() -> None:
    """A strong gradient makes any two pictures correlate above 0.97; their details differ."""
    light = np.linspace(0, 200, 256)
    thumbs = np.clip(light + RNG.normal(20, 5, (6, 256)), 0, 255).astype(np.uint8)
    assert np.corrcoef(thumbs.astype(float))[0, 1] > 0.97
    assert find_links(thumbs).n_pairs == 0


def test_flat_pictures_are_like_none() -> None:
    thumbs = np.repeat(np.array([[0], [128], [128], [255]], np.uint8), 256, axis=1)
    assert find_links(thumbs).n_pairs == 0


def test_no_pictures_have_no_links() -> None:
    assert find_links(np.empty((0, 256), np.uint8)).n_pairs == 0


def test_same_thumbnail_has_no_slack() -> None:
    assert find_links(SCENES[[0, 0]]).slack == pytest.approx([0], abs=1e-4)


def test_pruned_blocks_lose_no_pair() -> None:
    thumbs = np.concatenate([RNG.integers(0, 256, (1500, 256)), SCENES, SCENES]).astype(np.uint8)
    assert find_links(thumbs).n_pairs == len(SCENES)


def test_many_alike_keep_a_forest() -> None:
    links = find_links(_changed(np.repeat(SCENES[:1], 200, axis=0), 1, 2))
    assert links.n_pairs == 200 * 199 // 2
    assert len(links.first) == 199


def test_order_of_items_changes_nothing() -> None:
    thumbs = np.concatenate([SCENES, _changed(SCENES[:7], 0.7, 1)])
    shuffled = RNG.permutation(len(thumbs))
    family, other = _families(thumbs), _families(thumbs[shuffled])
    pairs = {frozenset(np.flatnonzero(family == f)) for f in family}
    assert {frozenset(shuffled[np.flatnonzero(other == f)]) for f in other} == pairs


def test_chain_is_cut_at_weak_links() -> None:
    links = Links(np.arange(5), np.arange(1, 6), np.array([0.1, 0.2, 0.9, 0.2, 0.1], np.float32), 5)
    assert len(set(_joined(links, FREE[:6]))) == 1
    cut = _joined(links, np.full(6, 4))
    assert cut.tolist() == [0, 0, 0, 1, 1, 1]


def test_largest_limit_of_family_counts() -> None:
    links = Links(np.arange(5), np.arange(1, 6), np.full(5, 0.9, np.float32), 5)
    assert len(set(_joined(links, np.array([2, 2, 2, 2, 2, 9])))) == 1


def test_nearly_identical_pictures_are_never_cut() -> None:
    links = Links(np.arange(5), np.arange(1, 6), np.full(5, 0.01, np.float32), 5)
    assert len(set(_joined(links, np.full(6, 2)))) == 1


def test_keys_join_without_limit() -> None:
    none = find_links(np.empty((0, 256), np.uint8))
    family = join(none, keys=[["a", "", "a", ""], ["", "x", "x", ""]], n=4)
    assert family.tolist() == [0, 0, 0, 1]


def test_careless_split_leaks_nothing_alone() -> None:
    strata = np.repeat([0, 1], 50)
    leak = careless_leak(strata, np.arange(100), share=0.2, rng=np.random.default_rng(0))
    assert leak == (0.0, 20.0)


def test_careless_leak_of_pairs_is_likely() -> None:
    """A test item's twin is in training with probability 80 / 99."""
    families = np.arange(100) // 2
    leak, n = careless_leak(np.zeros(100, int), families, share=0.2, rng=np.random.default_rng(0))
    assert n == 20
    assert leak == pytest.approx(80 / 99, abs=0.06)


@pytest.mark.slow
def test_flowers_hold_seven_exact_pairs(datasets: Path) -> None:
    thumbs = _thumbs_in(datasets / "flowers5.zip", "/")
    assert len(thumbs) == 910
    assert find_links(np.stack(list(thumbs.values()))).n_pairs == 7


@pytest.mark.slow
def test_garments_on_one_sheet_stay_apart(datasets: Path) -> None:
    thumbs = _thumbs_in(datasets / "clothing.zip", "/")
    names = list(thumbs)
    links = find_links(np.stack(list(thumbs.values())))
    pair = [names[int(end)].split("/")[-2] for end in (links.first[0], links.second[0])]
    assert pair == ["shorts", "skirt"]
    assert links.n_pairs == 1


@pytest.mark.slow
def test_tile_at_seven_exposures_is_one(datasets: Path) -> None:
    thumbs = _thumbs_in(datasets / "magtile.zip", "/")
    kept = {name: t for name, t in thumbs.items() if "/masks/" not in name}
    family = _families(np.stack(list(kept.values())), limit=20)
    of = dict(zip((Path(name).stem for name in kept), family, strict=True))
    exposures = "exp1_num_824 exp2_num_834 exp3_num_853 exp4_num_889 exp5_num_937 exp6_num_972"
    assert len({of[name] for name in exposures.split()}) == 1
    assert np.bincount(family).max() <= 20


def test_copy_as_smaller_jpeg_is_found() -> None:
    """What people really have: the same photograph, saved again at half its size."""
    scene = Image.fromarray(SCENES[0].reshape(16, 16)).resize((320, 240), 3).convert("RGB")
    saved = io.BytesIO()
    scene.resize((160, 120)).save(saved, "JPEG", quality=40)
    pictures = [np.asarray(scene), decode(saved.getvalue()).pixels]
    thumbs = np.stack([np.frombuffer(thumb(p), np.uint8) for p in pictures])
    assert find_links(thumbs).n_pairs == 1
