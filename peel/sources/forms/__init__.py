"""The forms of annotation that are read, a module each: boxes and names that lie in files of their own beside the pictures."""

from __future__ import annotations

from peel.sources.forms import (
    boxes_csv,
    coco,
    cvat,
    label_studio,
    labelme,
    mot,
    open_images,
    voc,
    yolo,
)
from peel.sources.marking import Form

# In the order in which they are looked for.
FORMS: tuple[Form, ...] = (
    coco,
    voc,
    cvat,
    labelme,
    label_studio,
    open_images,
    mot,
    yolo,
    boxes_csv,
)
