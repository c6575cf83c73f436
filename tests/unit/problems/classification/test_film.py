import numpy as np

from peel.films.film import Frame
from peel.films.reel import Eye, Reel, Watching
from peel.films.shots import Shot
from peel.problem import find_viewer
from peel.types.label_space import LabelSpace


class Drawn(Reel):
    """A film of four frames that nobody has to decode."""

    def frames(self, wanted, *, name):  # noqa: ARG002
        for number in range(0, 4, wanted.every):
            yield Frame(number, number / 2, np.full((1, 1, 3), number, np.uint8))


def test_shot_is_what_most_of_it_is(tmp_path):
    reel = Drawn(tmp_path, "a.mp4", 2.0, 4, (Shot(0, 2, 0.0, 1.5), Shot(3, 3, 1.5, 2.0)))
    eye = Eye(
        lambda pictures: {
            "probabilities": np.array([[0.4, 0.6], [0.7, 0.3], [0.1, 0.9], [0.8, 0.2]])[
                [int(pictures[0][0, 0, 0])]
            ]
        },
        LabelSpace(names=("cat", "dog")),
    )
    seen = find_viewer("classification").watch(reel, eye, how=Watching())
    assert seen.rows == [("a.mp4", 0.0, 1.5, "dog", 0.6), ("a.mp4", 1.5, 2.0, "cat", 0.8)]
