"""A loaded model: pictures in, answers out, in order and one by one."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel.bundle.pictures import Picture, check_pixels, name_of, read_bytes
from peel.errors import PeelError
from peel.films.clips import Clips
from peel.films.film import LIMITS
from peel.films.names import begins_as_film
from peel.images.decode import Limits, decode
from peel.images.digest import of_bytes
from peel.images.formats import HEAD_BYTES, sniff
from peel.problem import Outputs, find
from peel.runtime.session import run
from peel.types.answer import Answer
from peel.types.bundle import Card

# Of one clip: who asks may be anybody.
_OF_A_CALLER = LIMITS._replace(frames=20_000, memory=1 << 30, cpu_s=30)
_FILM_HEAD = 200


class Model:
    """What `peel.load` gives. It may be used from several threads at once."""

    def __init__(self, card: Card, session: Any) -> None:
        """Keep the card and a session of the card's file; `peel.load` checks that they belong together."""
        self.card = card
        self._session = session
        self.problem = find(card.kind)

    @property
    def frames(self) -> int:
        """How many frames of a clip it is asked about at once; 1: it is asked about pictures."""
        return self.card.branches[0].image.frames if self.card.branches else 1

    @functools.cached_property
    def _clips(self) -> Clips:
        return Clips(self.frames, limits=_OF_A_CALLER)

    def pixels(self, data: bytes, *, limits: Limits = Limits()) -> NDArray[np.uint8]:  # noqa: B008 (a frozen record)
        """The pixels of a picture file; of a film, where the model is one of clips, its frames in a grid.

        Raises what `decode` does; of a film P290, P291, P692 and P693.
        """
        head = data[:HEAD_BYTES]
        if (
            self.frames > 1
            and begins_as_film(data[:_FILM_HEAD])
            and sniff(head) not in limits.formats
        ):
            return self._clips.see(data, name="the film")
        return decode(data, limits=limits).pixels

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

    def _answer(self, picture: Picture, place: int) -> Answer:
        source, item = name_of(picture, place), ""
        try:
            if isinstance(picture, np.ndarray):
                pixels = check_pixels(picture)
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
