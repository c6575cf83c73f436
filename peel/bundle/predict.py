"""A loaded model: pictures in, answers out, in order and one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel.bundle.pictures import Picture, check_grid, check_pixels, name_of, read_bytes
from peel.bundle.reader import Reader
from peel.errors import PeelError
from peel.images.digest import of_bytes
from peel.problem import Outputs, find
from peel.runtime.session import run
from peel.types.answer import Answer
from peel.types.bundle import Card


class Model:
    """What `peel.load` gives. It may be used from several threads at once."""

    def __init__(self, card: Card, session: Any) -> None:
        """Keep the card and a session of the card's file; `peel.load` checks that they belong together."""
        self.card = card
        self._session = session
        self.problem = find(card.kind)
        self._frames = card.branches[0].image.frames if card.branches else 1
        self.pixels = Reader(self._frames)

    @property
    def names(self) -> tuple[str, ...]:
        """What it can say, in the order of the outputs' columns."""
        return self.card.space.names

    def predict(self, pictures: Sequence[Picture]) -> list[Answer]:
        """One answer a picture (path, bytes of a file, or (h, w, 3) uint8 RGB pixels), in order; of a model of clips, a film is one too.

        A picture that cannot be read or run gets an answer with `error`; the others get theirs.
        Raises P663 for a single picture that is not in a list.
        """
        if isinstance(pictures, str | bytes | Path | np.ndarray):
            raise PeelError(
                "P663",
                "predict takes a list",
                got=type(pictures).__name__,
                allowed="a list of paths, bytes or arrays",
                do="write predict([picture])",
            )
        return list(self.answers(pictures))

    def answers(self, pictures: Iterable[Picture]) -> Iterator[Answer]:
        """The same, one at a time, so that a long list can show its progress."""
        for place, picture in enumerate(pictures):
            yield self._answer(picture, place)

    def run(self, images: Sequence[NDArray[np.uint8]]) -> dict[str, NDArray[Any]]:
        """The file's outputs by name, each with n in front, for (h, w, 3) uint8 images of any sizes; nothing for none.

        Each is run by itself: on a processor a batch of one is as fast as a large one. Raises P664
        for an array that is no picture, P654 for one that does not fit the memory.
        """
        outputs = self.card.outputs
        rows = [run(self._session, check_pixels(image)[None], outputs=outputs) for image in images]
        names = [output.name for output in outputs]
        return {name: np.concatenate([row[name] for row in rows]) for name in names if rows}

    def check(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The pixels themselves; raises P664 for what is no picture, and P695 where a model of clips is asked about what holds no frames of one."""
        return check_grid(check_pixels(pixels), self._frames)

    def _answer(self, picture: Picture, place: int) -> Answer:
        source, item = name_of(picture, place), ""
        try:
            if isinstance(picture, np.ndarray):
                pixels = self.check(picture)
            else:
                data = read_bytes(picture)
                item = of_bytes(data)
                pixels = self.pixels(data)
            outputs = self.run([pixels])
        except PeelError as error:
            return self.problem.answer(source=source, item=item, error=str(error))
        return self.answer(outputs, source=source, item=item)

    def answer(self, outputs: Outputs, *, source: str = "", item: str = "") -> Answer:
        """What the file's outputs for one picture (one row each) say."""
        (answer,) = self.problem.decode(outputs, self.card.space)
        told: dict[str, Any] = {"source": source, "item": item}
        stranger = self.card.stranger
        if stranger:
            distance = float(outputs[stranger.output.name][0])
            told |= {"distance": distance, "is_strange": distance > stranger.limit}
        return answer.model_copy(update=told)
