"""The same model behind LitServe, for benchmarks/serving.py.

python benchmarks/processes/lit_server.py BUNDLE PORT WORKERS
"""

from __future__ import annotations

import base64
import sys
from typing import Any

import litserve
import numpy as np
from numpy.typing import NDArray

from peel.bundle.load import load
from peel.bundle.predict import Model
from peel.images.decode import decode


class Api(litserve.LitAPI):  # type: ignore[misc]
    """Decodes, runs and answers as `peel serve` does, without tickets."""

    model: Model

    def setup(self, device: str) -> None:  # noqa: ARG002 (LitServe hands it over)
        """Each worker has its own session."""
        self.model = load(sys.argv[1])

    def decode_request(self, request):  # type: ignore[no-untyped-def]  # a type would be its schema
        """The picture comes in JSON."""
        return decode(base64.b64decode(request["image"])).pixels

    def predict(self, pixels: NDArray[np.uint8]) -> dict[str, NDArray[Any]]:
        """The file's outputs."""
        return self.model.run([pixels])

    def encode_response(self, outputs: dict[str, NDArray[Any]]) -> dict[str, Any]:
        """The answer."""
        return self.model.answer(outputs).model_dump(mode="json")


if __name__ == "__main__":
    server = litserve.LitServer(Api(), accelerator="cpu", workers_per_device=int(sys.argv[3]))
    server.run(
        port=int(sys.argv[2]), host="127.0.0.1", generate_client_file=False, log_level="error"
    )
