"""The forms of annotation that are read, a module each: boxes and names that lie in files of their own beside the pictures."""

from __future__ import annotations

from peel.sources.forms import coco
from peel.sources.marking import Form

# In the order in which they are looked for.
FORMS: tuple[Form, ...] = (coco,)
