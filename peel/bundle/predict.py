"""A loaded model: pictures in, answers out, in order and one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel.bundle.pictures import Picture, check_pixels, name_of, read_bytes
from peel.errors import PeelError
from peel.images.decode import decode
from peel.images.digest import of_bytes
from peel.problem import find
from peel.runtime.session import run, run_outputs
from peel.types.answer import Answer
from peel.types.bundle import Card


class Model:
    """What `peel.load` gives. It may be used from several threads at once."""

    def __init__(self, card: Card, session: Any) -> None:
        """Keep the card and a session of the card's file; `peel.load` checks that they belong together."""
        self.card = card
        self._session = session
        self._problem = find(card.kind)
        self._outputs = ["probabilities", *(["distance"] if card.stranger else [])]

    @property
    def class_names(self) -> tuple[str, ...]:
        """The classes, in the order of the probabilities."""
        return self.card.class_names

    def predict(self, pictures: Sequence[Picture]) -> list[Answer]:
        """One answer a picture (path, bytes of a file, or (h, w, 3) uint8 RGB pixels), in order.

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

    def predict_probabilities(self, images: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        """(n, k) probabilities of (h, w, 3) uint8 images of any sizes.

        Each is run by itself: on a processor a batch of one is as fast as a large one. Raises P664
        for an array that is no picture, P654 for one that does not fit the memory.
        """
        rows = [run(self._session, check_pixels(image)[None]) for image in images]
        return np.concatenate(rows) if rows else np.zeros((0, len(self.class_names)), np.float32)

    def predict_distances(self, images: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        """(n,) distances to the training pictures; empty for a model whose card has no `stranger`."""
        if not self.card.stranger:
            return np.zeros(0, np.float32)
        rows = [
            run_outputs(self._session, check_pixels(image)[None], names=self._outputs)[1]
            for image in images
        ]
        return np.concatenate(rows) if rows else np.zeros(0, np.float32)

    def _answer(self, picture: Picture, place: int) -> Answer:
        source, item = name_of(picture, place), ""
        try:
            if isinstance(picture, np.ndarray):
                pixels = check_pixels(picture)
            else:
                data = read_bytes(picture)
                item = of_bytes(data)
                pixels = decode(data).pixels
            outputs = run_outputs(self._session, pixels[None], names=self._outputs)
        except PeelError as error:
            return Answer(source=source, item=item, error=str(error))
        (answer,) = self._problem.decode(outputs[0], self.class_names)
        told = {"source": source, "item": item}
        if self.card.stranger:
            distance = float(outputs[1][0])
            far = distance > self.card.stranger.limit
            return answer.model_copy(update=told | {"distance": distance, "is_strange": far})
        return answer.model_copy(update=told)
