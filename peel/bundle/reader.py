"""From bytes that a model is asked about to pixels: a picture as it is, a film as a few of its frames where the model is one of clips."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from peel.bundle.pictures import check_grid
from peel.errors import PeelError
from peel.films.clips import FOREVER, Clips
from peel.films.film import FORMS, LIMITS
from peel.films.names import begins_as_film
from peel.images.decode import Limits, decode
from peel.images.formats import HEAD_BYTES, sniff

# Of one clip: who asks may be anybody.
_OF_A_CALLER = LIMITS._replace(frames=20_000, memory=1 << 30, cpu_s=30)
_FILM_HEAD, _ALL = 200, Limits()
_FILM = f"{FORMS}, whole from its first byte"
_ASK_FILM = "ask about a film: this is a model of clips; convert other films, such as with: ffmpeg -i FILM film.mp4"


class Reader:
    """For a model that is asked about `frames` frames of a clip at once, or about pictures (1)."""

    def __init__(self, frames: int) -> None:
        self._frames = frames
        self._clips = Clips(frames, limits=_OF_A_CALLER) if frames > 1 else None

    def __call__(
        self, data: bytes, *, limits: Limits = _ALL, wait_s: float = FOREVER
    ) -> NDArray[np.uint8]:
        """The pixels (h, w, 3) of the bytes of a file; `limits` are those of pictures, and for `wait_s` a film waits for others.

        Raises what `decode` does; of a film P290, P291, P692 and P693; P695 for a picture that holds no frames of a clip;
        P298 where other films took that long.
        """
        is_film = begins_as_film(data[:_FILM_HEAD]) and not sniff(data[:HEAD_BYTES])
        if self._clips and is_film:
            return self._clips.see(data, name="the film", wait_s=wait_s)
        try:
            return check_grid(decode(data, limits=limits).pixels, self._frames)
        except PeelError as error:
            if self._clips and error.code == "P302":
                raise error.but(allowed=_FILM, do=_ASK_FILM) from error
            raise
