"""Label Studio: tasks with percent of the sides, and the set-up that shows them."""

import json
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from peel.types.marks import Mark, Marked
from peel.writers.label_studio import WRITER


@pytest.fixture
def tasks(write):
    def tasks(marked):
        folder = write(WRITER, marked)
        return [
            task for path in sorted(folder.glob("tasks*")) for task in json.loads(path.read_text())
        ]

    return tasks


def results(task):
    return task["annotations"][0]["result"]


def test_boxes_are_percent_of_the_sides(tasks, marked):
    value = results(tasks(marked)[0])[0]["value"]
    assert value == {
        "x": 1,
        "y": 2.5,
        "width": 30,
        "height": 50,
        "rotation": 0,
        "rectanglelabels": ["cat"],
    }


def test_sides_are_stated_with_each_box(tasks, marked):
    first = results(tasks(marked)[0])[0]
    assert (first["original_width"], first["original_height"]) == (100, 80)


def test_paths_are_those_of_local_files(tasks):
    (task,) = tasks([Marked("a b/100%?#.jpg", (8, 8), (Mark("cat", (0, 0, 1, 1)),))])
    prefix, _, path = task["data"]["image"].partition("?d=")
    assert (prefix, unquote(path)) == ("/data/local-files/", "images/100%_#.jpg")


def test_names_of_whole_pictures_are_choices(tasks, named):
    found = [[each["value"]["choices"] for each in results(task)] for task in tasks(named)]
    assert found == [[["cat"]], [["cat"], ['a "b", <c> & é']], []]


def test_set_up_names_what_the_tasks_hold(write, marked, named):
    def kinds(pictures):
        root = ElementTree.parse(write(WRITER, pictures) / "label_config.xml").getroot()
        return [(each.tag, [inner.get("value") for inner in each]) for each in root[1:]]

    names = ['a "b", <c> & é', "cat"]
    assert kinds(marked) == [("RectangleLabels", names)]
    assert kinds(named) == [("Choices", names)]


def test_each_part_has_its_tasks(write, marked, files):
    found = [path for path in files(write(WRITER, marked)) if path.startswith("tasks")]
    assert found == ["tasks-train.json", "tasks-val.json"]
