import numpy as np

from peel.films.film import Frame
from peel.films.reel import Eye, Reel, Watching
from peel.films.shots import Shot
from peel.problem import find_viewer
from peel.types.label_space import LabelSpace

P = np.array([[0.9, 0.7], [0.1, 0.3]])


class Drawn(Reel):
    """A film of two frames that nobody has to decode."""

    def frames(self, wanted, *, name):  # noqa: ARG002
        for number in range(2):
            yield Frame(number, float(number), np.full((1, 1, 3), number, np.uint8))


def test_shot_has_every_label_that_holds(tmp_path):
    reel = Drawn(tmp_path, "a.mp4", 1.0, 2, (Shot(0, 0, 0.0, 1.0), Shot(1, 1, 1.0, 2.0)))
    eye = Eye(
        lambda pictures: {"probabilities": P[[int(pictures[0][0, 0, 0])]]},
        LabelSpace(names=("cat", "dog")),
    )
    seen = find_viewer("multilabel").watch(reel, eye, how=Watching())
    assert seen.rows == [("a.mp4", 0.0, 1.0, "cat", 0.9), ("a.mp4", 0.0, 1.0, "dog", 0.7)]
