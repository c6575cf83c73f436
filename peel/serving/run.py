"""One process that serves: opened, run, closed."""

from __future__ import annotations

import logging
import os
import socket
import ssl
from pathlib import Path
from shlex import quote
from types import FrameType
from typing import NamedTuple

import uvicorn

from peel import clock
from peel.bundle.files import read_files
from peel.errors import PeelError
from peel.feedback import keys
from peel.feedback.store import Store, open_store
from peel.feedback.tickets import mint_of
from peel.feedback.writer import Writer
from peel.params.environment import store_url
from peel.params.load import FILE, load
from peel.params.sections import Params, Serve
from peel.project import secrets, served
from peel.project.state import State, state_of
from peel.serving import follow, log
from peel.serving.access import Keyring
from peel.serving.app import make_app
from peel.serving.background import Background
from peel.serving.bodies import MB
from peel.serving.lanes import Lanes
from peel.serving.live import Live
from peel.serving.meters import Meters
from peel.serving.protocol import Impatient
from peel.serving.server import Server
from peel.types.key import NewKey

LOCAL_KEY = "local.key"
_CONNECTIONS = 1024
_GRACE_S = 20


class Wanted(NamedTuple):
    """What the command line says; empty is what params.yaml says."""

    project: Path
    bundle: Path
    host: str = ""
    port: int | None = None
    override: str = ""


def serve(wanted: Wanted) -> None:
    """Serve until a signal ends it; raises what a start refuses."""
    params = params_of(wanted)
    check_tls(params.serve)
    state = state_of(wanted.project)
    if not state.folder.is_dir() and not store_url():
        read_files(wanted.bundle)  # a folder with nothing to serve is left as it is
    listener = listen(params.serve.host, params.serve.port)
    server = open_server(wanted.project, params)
    try:
        follow.begin(server, bundle=wanted.bundle, override=wanted.override)
        log.begin()
        port = listener.getsockname()[1]
        greet(server, port=port)
        with served.noted(server.state, port), Background(server):
            run(server, listener)
    finally:
        close(server)
        listener.close()


def close(server: Server) -> None:
    """Let what is being done come to its end, and write down what was answered."""
    server.lanes.close()
    server.writer.close()


def params_of(wanted: Wanted) -> Params:
    """The project's parameters, or all defaults where there is no file, with what the command line says."""
    path = wanted.project / FILE
    params = load(path) if path.is_file() else Params()
    said = {"host": wanted.host or None, "port": wanted.port}
    changed = {name: value for name, value in said.items() if value is not None}
    return params.model_copy(update={"serve": params.serve.model_copy(update=changed)})


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; raises P857."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=_CONNECTIONS)
    except (OSError, OverflowError) as error:
        raise _deaf(
            f"{host} port {port}: {getattr(error, 'strerror', None) or error}",
            allowed="an address of this machine, and a port that is free",
            do="choose another with --port, or end what listens there",
        ) from error


def check_tls(serve: Serve) -> None:
    """Raise P857 for a certificate or a key that cannot be used."""
    if serve.certfile is None:
        return
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(
            serve.certfile, serve.keyfile
        )
    except OSError as error:  # those of ssl are, too
        raise _deaf(
            f"certificate {serve.certfile}: {error.strerror or error}",
            allowed="a certificate in PEM, and its key",
            do="correct serve.certfile and serve.keyfile in params.yaml",
        ) from error


def _deaf(got: str, *, allowed: str, do: str) -> PeelError:
    return PeelError("P857", "cannot listen there", got=got, allowed=allowed, do=do)


def open_server(project: Path, params: Params) -> Server:
    """All parts of a server, without a model yet."""
    state, serve_ = state_of(project), params.serve
    store = open_store(state)
    ensure_local_key(store, state)
    mint = mint_of(state)
    return Server(
        state=state,
        params=params,
        store=store,
        mint=mint,
        writer=Writer(store, state, mint=mint),
        keyring=Keyring(keys.all_keys(store)),
        live=Live(),
        lanes=Lanes(
            serve_.lanes or cores(), items=serve_.queue_items, n_bytes=serve_.queue_mb * MB
        ),
        meters=Meters(),
        threshold=params.gate.threshold if (project / FILE).is_file() else None,
    )


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def ensure_local_key(store: Store, state: State) -> None:
    """The key for whoever works on this machine, made at the first start."""
    now = clock.now()
    text = secrets.read(state, LOCAL_KEY)
    try:
        keys.check(keys.all_keys(store), text or "", now=now)
    except PeelError:
        wanted = NewKey(
            name="local",
            scopes=("predict", "feedback", "look", "metrics"),
            trust="staff",
            per_minute=1_000_000,
        )
        secrets.write(state, LOCAL_KEY, text=keys.make(store, wanted, now=now))


def greet(server: Server, *, port: int) -> None:
    """Say where it listens and what to type; the key itself is shown nowhere."""
    scheme = "https" if server.params.serve.certfile else "http"
    host = server.params.serve.host
    where = f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"
    key = server.state.secrets / LOCAL_KEY
    print(f"Peel serves at {where}. To ask it:", flush=True)
    live = server.live.champion
    asked = "film.mp4" if live and live.model.card.branches[0].image.frames > 1 else "cat.jpg"
    print(
        f'curl -H "Authorization: Bearer $(cat {quote(str(key))})" --data-binary @{asked} {where}/v1/predict',
        flush=True,
    )
    if scheme == "http" and host not in ("127.0.0.1", "::1", "localhost"):
        logging.getLogger("peel.serving").warning(
            "keys and pictures travel unencrypted; give serve.certfile, or put a proxy before"
        )


class _Uvicorn(uvicorn.Server):
    """Ends the streams of events when it is asked to end, in place of waiting for them."""

    def __init__(self, config: uvicorn.Config, server: Server) -> None:
        super().__init__(config)
        self.peel = server

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.peel.live.is_ending = True
        super().handle_exit(sig, frame)


def run(server: Server, listener: socket.socket) -> None:
    """Answer until a signal comes."""
    tls = server.params.serve
    config = uvicorn.Config(
        make_app(server),
        http=Impatient,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=_CONNECTIONS,
        timeout_graceful_shutdown=_GRACE_S,
        ssl_certfile=tls.certfile,
        ssl_keyfile=tls.keyfile,
    )
    try:
        _Uvicorn(config, server).run(sockets=[listener])
    except (SystemExit, KeyboardInterrupt):  # it raises the signal again that it ended well for
        logging.getLogger("peel.serving").info("ended")
