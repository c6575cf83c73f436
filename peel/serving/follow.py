"""Which model is served: the one that the signed pointer names, or the bundle at hand where nothing was ever promoted."""

from __future__ import annotations

import copy
import logging
import time
from pathlib import Path

from peel.bundle import pointer as pointers
from peel.errors import PeelError
from peel.feedback import epochs, ledger
from peel.registry import noted
from peel.serving.live import Failed, Loaded, open_bundle
from peel.serving.server import Server
from peel.types.ledger import Deed
from peel.types.pointer import Pointer
from peel.types.watch import Epoch
from peel.watch.thresholds import of_card

_log = logging.getLogger("peel.serving")
_LONGEST_S = 60.0  # between two tries to load a model that failed


def begin(server: Server, *, bundle: Path, override: str = "") -> None:
    """Load what is to be served; raises P841 for a model that did not pass, P840 where there is none, and what loading refuses."""
    server.live.sequence = noted.last(server.store)
    if look(server):
        open_watch(server)
        return
    loaded = open_bundle(bundle)
    verdict = loaded.model.card.verdict
    if verdict.verdict != "pass":
        loaded = loaded._replace(override=_override(verdict.words or verdict.verdict, override))
        details = {"model": loaded.digest, "verdict": verdict.verdict, "why": loaded.override}
        deed = Deed(who="peel serve", what="override", details=details)
        ledger.note(server.store, deed, now=server.now())
    put(server, loaded)
    open_watch(server)


def look(server: Server) -> bool:
    """Follow the pointer, if there ever was one.

    Raises P870 for a forged one, P871 for an earlier one that was put back, P877 for one that is gone. A model that failed
    to load is tried again after 1, 2, 4 ... 60 s; in between the same is raised, and nothing is read.
    """
    live = server.live
    pointer = pointers.read(server.state, least=live.sequence)
    if pointer is None:
        if live.sequence:
            raise pointers.gone(server.state)
        return False
    failed = live.failed if live.failed and live.failed.sequence == pointer.sequence else None
    if failed and time.monotonic() < failed.again_at:
        raise failed.error.with_traceback(None)
    try:
        take(server, pointer)
    except Exception as error:
        wait_s = min(2 * failed.wait_s, _LONGEST_S) if failed else 1.0
        again_at = time.monotonic() + wait_s
        known = copy.copy(error)  # without its frames, which hold the files
        live.failed = Failed(pointer.sequence, known, wait_s, again_at)
        raise
    live.failed, live.sequence = None, pointer.sequence
    return True


def _override(said: str, reason: str) -> str:
    if not reason.strip():
        raise PeelError(
            "P841",
            "the model did not pass",
            got=said,
            allowed="a bundle whose verdict is pass",
            do="build a better one; or serve it all the same: peel serve --override 'why'",
        )
    return reason.strip()


def take(server: Server, pointer: Pointer) -> None:
    """Serve what the pointer names; the model before goes on answering until the new one has proven itself here."""
    champion = server.live.champion
    if champion is None or (champion.digest, champion.version) != (pointer.digest, pointer.version):
        put(
            server,
            _loaded(server, pointer.digest, version=pointer.version, override=pointer.override),
        )
    if pointer.shadow == "":
        server.live.shadow = None
    elif server.live.shadow is None or server.live.shadow.digest != pointer.shadow:
        server.live.shadow = _loaded(server, pointer.shadow, version="shadow")


def _loaded(server: Server, digest: str, *, version: str, override: str = "") -> Loaded:
    known = server.live.known(digest)
    loaded = known or open_bundle(server.state.models / digest, digest=digest)
    return loaded._replace(version=version, override=override)


def put(server: Server, loaded: Loaded) -> None:
    """Let it answer, and say so."""
    server.live.put(loaded)
    card = loaded.model.card
    server.meters.model.clear()
    server.meters.model.labels(card.name, loaded.version, loaded.digest[:12]).set(1)
    told = {"model": loaded.digest, "name": card.name, "version": loaded.version}
    _log.info("serves", extra={"told": told})
    if loaded.override:
        shout = "SERVES A MODEL THAT DID NOT PASS"
        _log.warning(shout, extra={"told": told | {"why": loaded.override}})


def open_watch(server: Server) -> None:
    """Note in the store that this model answers from now on; done once for each, and again until the store takes it."""
    loaded = server.live.champion
    if loaded is None or server.live.watched == loaded.digest:
        return
    card, now = loaded.model.card, server.now()
    tau, classes = of_card(card, server.params.watch, threshold=server.threshold)
    epoch = Epoch(
        model=loaded.digest,
        version=loaded.version,
        tau=tau,
        classes=classes,
        opened_at=now,
        why=f"{loaded.version} answers",
    )
    epochs.remember_card(server.store, loaded.digest, card_json=card.to_json(), now=now)
    epochs.open_epoch(server.store, epoch, now=now)
    server.live.watched = loaded.digest
