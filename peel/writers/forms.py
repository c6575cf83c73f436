"""Every form that can be written, by its name."""

from __future__ import annotations

from peel.errors import PeelError
from peel.writers import (
    coco,
    csv_boxes,
    csv_names,
    cvat,
    darknet,
    folders,
    label_studio,
    labelme,
    mot,
    open_images,
    voc,
    yolo,
)
from peel.writers.writer import Writer

WRITERS: dict[str, Writer] = {
    writer.name: writer
    for writer in (
        folders.WRITER,
        csv_names.ONE,
        csv_names.COLUMNS,
        csv_boxes.WRITER,
        coco.WRITER,
        voc.WRITER,
        yolo.WRITER,
        darknet.WRITER,
        cvat.WRITER,
        labelme.WRITER,
        label_studio.WRITER,
        open_images.WRITER,
        mot.WRITER,
    )
}


def find_writer(name: str) -> Writer:
    """The writer of the form with this name; raises P285 for another one."""
    plain = name.lower().replace("-", "_")
    if plain in WRITERS:
        return WRITERS[plain]
    raise PeelError(
        "P285",
        "no form of this name can be written",
        got=name,
        allowed=", ".join(WRITERS),
        do="choose one of these with --to",
    )
