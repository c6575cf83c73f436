"""Who may ask what: keys with scopes and a rate, and names under which the server may be called."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Sequence

from starlette.requests import HTTPConnection

from peel.errors import PeelError
from peel.feedback import keys
from peel.types.key import Key, Scope

_SCHEME = "bearer "


class Keyring:
    """The keys as they were at the last look into the store, and how often each was used in this minute."""

    def __init__(self, known: Sequence[Key] = ()) -> None:
        """These keys."""
        self.known = tuple(known)
        self._left: dict[str, tuple[float, float]] = {}

    def need(self, request: HTTPConnection, scopes: Collection[Scope], *, now: float) -> Key:
        """The caller's key; raises P844 (none), P833 (unknown, expired), P845 (not for this), P846 (too often)."""
        given = request.headers.get("authorization", "")
        if not given.lower().startswith(_SCHEME):
            raise _no_key(request, given)
        key = keys.check(self.known, given[len(_SCHEME) :].strip(), now=now)
        if not any(key.may(scope) for scope in scopes):
            raise PeelError(
                "P845",
                "key is not for this",
                got=f"a key for {', '.join(sorted(key.scopes))}",
                allowed=f"a key for {' or '.join(sorted(scopes))}",
                do="make one with `peel keys make`",
            )
        self._count(key, now)
        return key

    def _count(self, key: Key, now: float) -> None:
        """A bucket that holds the uses of one minute and fills evenly."""
        left, since = self._left.get(key.id, (float(key.per_minute), now))
        left = min(key.per_minute, left + max(0.0, now - since) * key.per_minute / 60)
        self._left[key.id] = (left, now)  # also where a clock was put back
        if left < 1:
            raise PeelError(
                "P846",
                "key is used too often",
                got=f"more than {key.per_minute} requests in a minute",
                allowed=f"{key.per_minute} requests in a minute",
                do="wait, or make a key with another --per-minute",
            )
        self._left[key.id] = (left - 1, now)


def _no_key(request: HTTPConnection, given: str) -> PeelError:
    """P844, with what was sent in its place."""
    got, do = (
        "a request without the header Authorization",
        "make a key with `peel keys make`, and send it with every request",
    )
    if given:
        got = "a header Authorization that does not begin with Bearer"
    elif "pk_" in request.url.query:
        got = "a key in the address, where logs keep it"
        do = "send a key in the header; replace this one: `peel keys revoke`, then `peel keys make`"
    return PeelError("P844", "no key", got=got, allowed="Authorization: Bearer pk_...", do=do)


def check_host(request: HTTPConnection, names: Collection[str]) -> None:
    """Raise P847 for a foreign name in Host, P856 for a page of another origin.

    A page in somebody's browser can reach the loopback by a name of its own that it points there; an address in
    numbers cannot be pointed anywhere.
    """
    stated = request.headers.get("host", "")
    host = _host_of(stated)
    if host not in names and not _is_address(host):
        raise PeelError(
            "P847",
            "the server has another name",
            got=f"Host: {stated[:100]}",
            allowed=", ".join(sorted(names)),
            do="call it by one of these, or name it in serve.names",
        )
    origin = request.headers.get("origin")
    if origin is not None and origin.partition("://")[2].lower() != stated.lower():
        raise PeelError(
            "P856",
            "request of another web page",
            got=f"Origin: {origin[:100]}",
            allowed="requests of programs, or of pages that this server gave",
            do="call the server from a program of yours, not from a page",
        )


def _host_of(stated: str) -> str:
    """The name without its port."""
    name = stated.lower().strip()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    return name.partition(":")[0]


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
