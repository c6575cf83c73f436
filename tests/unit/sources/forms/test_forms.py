"""Every form on sets that people really have: the same boxes to the pixel, or a message that says why not."""

from __future__ import annotations

import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.params.sections import Ingest
from peel.problem import find as find_kind
from peel.sources.album import Album
from peel.sources.annotated import read_marks, recognised
from peel.sources.archive import ZipTree
from peel.sources.disk import DiskTree
from peel.sources.find import find
from peel.sources.source import Terms, Tree

TERMS = Terms(Ingest(), find_kind("multilabel"))
Boxes = dict[str, list[tuple[object, ...]]]

# Folder of odforms: the form that is recognised, pictures, boxes.
SAME = {
    "coco_format_v1": ("coco", 100, 273),
    "coco_format_v2": ("coco", 100, 273),
    "cvat_format": ("cvat", 100, 273),
    "imagenet_format": ("voc", 100, 273),
    "labelme_format": ("labelme", 5, 12),
    "openimages_format": ("open_images", 100, 273),
    "pascalvoc_format": ("voc", 100, 273),
    "yolo_format": ("yolo", 100, 273),
}
# Folder of formats: the form, pictures, marks, pictures of each part ('' is none).
READ = {
    "coco_dataset/coco": ("coco", 2, 3, {"train": 1, "val": 1}),
    "coco_dataset/coco_instances": ("coco", 2, 3, {"train": 1, "val": 1}),
    "coco_dataset/coco_labels": ("coco", 2, 3, {"train": 1, "val": 1}),
    "coco_dataset/coco_panoptic": ("coco", 2, 3, {"train": 1, "val": 1}),
    "coco_dataset/coco_person_keypoints": ("coco", 2, 3, {"train": 1, "val": 1}),
    "coco_dataset/coco_roboflow": ("coco", 2, 3, {"train": 1, "val": 1}),
    "coco_dataset/coco_stuff": ("coco", 2, 2, {"train": 1, "val": 1}),
    "coco_dataset/mmdet_coco": ("coco", 2, 3, {"train": 1, "val": 1}),
    "cvat_dataset/for_images/export_project": ("cvat", 6, 6, {"train": 2, "val": 2, "test": 2}),
    "cvat_dataset/for_images/export_task": ("cvat", 1, 1, {"train": 1}),
    "cvat_dataset/for_video": ("cvat", 2, 1, {"": 2}),
    "kaggle_dataset/relaxed_coco": ("coco", 2, 2, {"": 2}),
    "kaggle_dataset/relaxed_voc1": ("voc", 1, 2, {"": 1}),
    "kaggle_dataset/relaxed_voc2": ("voc", 1, 2, {"": 1}),
    "kaggle_dataset/relaxed_yolo": ("yolo", 2, 4, {"": 2}),
    "labelme_dataset": ("labelme", 1, 7, {"": 1}),
    "mot_dataset/mot_seq": ("mot", 1, 1, {"": 1}),
    "open_images_dataset/v6": ("open_images", 3, 5, {"train": 2, "test": 1}),
    "roboflow_dataset/coco": ("coco", 3, 4, {"train": 2, "val": 1}),
    "roboflow_dataset/voc": ("voc", 3, 4, {"train": 2, "val": 1}),
    "roboflow_dataset/yolo": ("yolo", 3, 4, {"train": 2, "val": 1}),
    "voc_dataset/voc_dataset1": ("voc", 1, 2, {"train": 1}),
    "voc_dataset/voc_dataset3": ("voc", 1, 1, {"train": 1}),
    "vott_csv_dataset/dataset": ("boxes_csv", 1, 1, {"train": 1}),
    "yolo_dataset/annotations": ("yolo", 1, 2, {"": 1}),
    "yolo_dataset/labels": ("yolo", 2, 4, {"train": 1, "val": 1}),
    "yolo_dataset/strict": ("yolo", 1, 2, {"train": 1}),
}
# Sets without annotation files: class folders and tables, by their pictures.
OTHERS = {"imagenet_dataset": 3, "imagenet_subsets_dataset": 9, "roboflow_dataset/multiclass": 2}
# The rest: with what it is refused, and a word that says why.
REFUSED = {
    "camvid_dataset": ("P204", "without class folders"),
    "coco_dataset/coco_captions": ("P271", "captions_train.json"),
    "coco_dataset/coco_image_info": ("P271", "image_info_train.json"),
    "common_semantic_segmentation_dataset/dataset": ("P205", "dataset_meta.json"),
    "common_semantic_segmentation_dataset/non_standard_dataset": ("P204", "dataset_meta.json"),
    "datumaro_dataset/legacy": ("P204", "annotations/train.json"),
    "image_dir_dataset": ("P204", "without class folders"),
    "imagenet_txt_dataset/basic": ("P205", "images"),
    "imagenet_txt_dataset/custom_labels": ("P203", "no pictures"),
    "imagenet_txt_dataset/no_labels": ("P203", "no pictures"),
    "kaggle_dataset/image_csv": ("P231", "ann_wo_ext.csv"),
    "kaggle_dataset/image_csv_det": ("P276", "ann3.csv"),
    "kaggle_dataset/image_csv_multi_label": ("P231", "ann_wo_ext.csv"),
    "kaggle_dataset/image_mask": ("P205", "images"),
    "kaggle_dataset/image_mask_with_labelmap": ("P205", "labelmap.csv"),
    "kaggle_dataset/image_txt": ("P205", "images"),
    "kaggle_dataset/image_txt_det": ("P205", "images"),
    "kinetics_dataset": ("P205", "train.json"),
    "mot_dataset/mot_seq_with_seqinfo": ("P271", "frames"),
    "mots_dataset": ("P204", "without class folders"),
    "open_images_dataset/v5": ("P231", "test-images-with-rotation.csv"),
    "roboflow_dataset/createml": ("P204", "_annotations.createml.json"),
    "roboflow_dataset/tfrecord": ("P203", "train.tfrecord"),
    "roboflow_dataset/yolo_obb": ("P271", "no text file"),
    "tf_detection_api_dataset": ("P203", "train.tfrecord"),
    "video_dataset": ("P204", "without class folders"),
    "voc_dataset/voc_dataset2": ("P271", "not in the source"),
    "vott_csv_dataset/dataset_with_meta_file": ("P271", "outside of the picture"),
    "vott_json_dataset/dataset": ("P204", "train-export.json"),
    "vott_json_dataset/dataset_with_meta_file": ("P204", "train-export.json"),
    "widerface_dataset": ("P236", "0--Parade"),
}
# Each of the tables of boxes that are asked about above, alone.
TABLES = ("ann.csv", "ann2.csv")


@pytest.fixture(scope="module")
def sets(datasets: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("sets")
    for name in ("odforms", "formats"):
        with zipfile.ZipFile(datasets / f"{name}.zip") as file:
            file.extractall(folder)
    yield folder
    shutil.rmtree(folder)


def boxes(tree: Tree) -> tuple[str, Boxes]:
    form, found = read_marks(Album(tree), TERMS)
    rows = {
        m.path: sorted((k.name, k.is_crowd, *(k.box or ())) for k in m.marks) for m in found.marked
    }
    return form.NAME, {path.rpartition("/")[2]: marks for path, marks in rows.items()}


def zipped(root: Path, out: Path, folder: str) -> Path:
    with zipfile.ZipFile(out / "set.zip", "w") as file:
        for path in [*(root / "images").iterdir(), *(root / "gts" / folder).rglob("*")]:
            file.write(path, path.relative_to(root))
    return out / "set.zip"


@pytest.mark.slow
@pytest.mark.parametrize("folder", SAME)
def test_same_boxes_in_every_form(sets: Path, tmp_path: Path, folder: str) -> None:
    """To a hundredth of a pixel, from a zip of the pictures and one folder of annotations."""
    _, wanted = boxes(ZipTree(zipped(sets / "odforms", tmp_path, "pascalvoc_format")))
    name, found = boxes(ZipTree(zipped(sets / "odforms", tmp_path, folder)))
    assert (name, len(found), sum(map(len, found.values()))) == SAME[folder]
    assert found == {path: wanted[path] for path in found}


def test_all_forms_at_once_are_asked_about(sets: Path) -> None:
    with pytest.raises(PeelError, match="P261"):
        read_marks(Album(DiskTree(sets / "odforms")), TERMS)


@pytest.mark.parametrize("folder", READ)
def test_small_sets_have_their_counts(sets: Path, folder: str) -> None:
    form, found = read_marks(Album(DiskTree(sets / "formats" / folder)), TERMS)
    n_marks = sum(len(marked.marks) for marked in found.marked)
    parts = dict(Counter(marked.part for marked in found.marked))
    assert (form.NAME, len(found.marked), n_marks, parts) == READ[folder]


@pytest.mark.parametrize("table", TABLES)
def test_table_alone_is_read(sets: Path, tmp_path: Path, table: str) -> None:
    shutil.copytree(sets / "formats/kaggle_dataset/image_csv_det/images", tmp_path / "images")
    shutil.copy(sets / "formats/kaggle_dataset/image_csv_det" / table, tmp_path)
    name, found = boxes(DiskTree(tmp_path))
    assert name == "boxes_csv"
    assert found["3.jpg"] == [
        ("cat", False, 1, 1, 2, 2),
        ("dog", False, 0, 0, 1, 1),
        ("dog", False, 0, 2, 2, 4),
    ]


@pytest.mark.parametrize("folder", OTHERS)
def test_folders_and_tables_stay_theirs(sets: Path, folder: str) -> None:
    assert recognised(Album(DiskTree(sets / "formats" / folder)), TERMS) == []
    assert len(find([sets / "formats" / folder], TERMS).rows) == OTHERS[folder]


@pytest.mark.parametrize("folder", REFUSED)
def test_rest_is_refused_with_a_reason(sets: Path, folder: str) -> None:
    code, words = REFUSED[folder]
    with pytest.raises(PeelError) as caught:
        find([sets / "formats" / folder], TERMS)
    assert caught.value.code == code
    assert words in str(caught.value)


def test_no_folder_is_forgotten(sets: Path) -> None:
    named = {each.partition("/")[0] for each in (*READ, *OTHERS, *REFUSED)}
    assert named == {path.name for path in (sets / "formats").iterdir() if path.is_dir()}
    assert len(named) == 23
