"""Class folders, read by another library."""

from torchvision.datasets import ImageFolder

from peel.types.marks import Mark, Marked
from peel.writers.folders import WRITER


def test_torchvision_reads_the_folders(write, named):
    found = ImageFolder(write(WRITER, named))
    assert found.classes == ["a _b_, _c_ & é", "cat"]
    assert sorted(found.targets) == [0, 1, 1]


def test_a_picture_lies_in_each_folder(write, named, files):
    assert files(write(WRITER, named)) == ["a _b_, _c_ & é/2.jpg", "cat/1.jpg", "cat/2.jpg"]


def test_boxes_leave_their_names(write, marked, files):
    assert files(write(WRITER, marked)) == [
        "train/a _b_, _c_ & é/x_1.jpg",
        "train/cat/x_1.jpg",
        "val/cat/2.png",
    ]


def test_names_without_a_picture_have_folders(write, marked):
    assert (write(WRITER, marked) / "val" / "a _b_, _c_ & é").is_dir()


def test_names_that_differ_by_case_stay_apart(write, files):
    pictures = [Marked(f"{n}.jpg", None, (Mark(name),)) for n, name in enumerate(("cat", "Cat"))]
    assert files(write(WRITER, pictures)) == ["Cat/1.jpg", "cat-2/0.jpg"]


def test_no_name_leads_out_of_the_folder(write, files):
    names = ("..", ".", "../../x", "/etc", "a/b", "con", "x\x00y", ".hidden")
    pictures = [Marked(f"{n}.jpg", None, (Mark(name),)) for n, name in enumerate(names)]
    folders = {path.split("/")[0] for path in files(write(WRITER, pictures))}
    assert folders == {"_", "_-2", "__.._x", "_etc", "a_b", "_con", "x_y", "_hidden"}
