"""pointer.json: which registered model is served; whoever serves follows it."""

from __future__ import annotations

from peel.types.record import Record


class Pointer(Record):
    """Signed by the installation's key over all other fields.

    `digest` is the sha256 of the bundle's card, which holds those of its files; `sequence` grows with every change, so that an
    earlier pointer cannot be put back. `override` is the reason for serving a model that did not pass. `shadow` is a challenger that
    answers beside the champion for the audit only.
    """

    name: str
    version: str
    digest: str
    previous: str = ""
    previous_version: str = ""
    sequence: int
    at: float
    by: str
    override: str = ""
    shadow: str = ""
    signature: str = ""
