"""One message to one address: by Apprise, or as a signed post to a program of your own."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import logging
import ssl
from urllib.parse import SplitResult, unquote, urlsplit

import apprise

from peel.watch.outbox import Message

# Posts of our own: peel://KEY@host:port/path, or peels:// with TLS.
_SIGNED = ("peel", "peels")
_TIMEOUT_S = 10.0
# Its lines may hold addresses, and those hold passwords.
logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)


def send(target: str, message: Message, *, now: float) -> str:
    """What hindered it, in words without a secret; empty when the other side took it. Waits 10 s at most for each answer."""
    if urlsplit(target).scheme in _SIGNED:
        return _post(target, message, now=now)
    asset = apprise.AppriseAsset(app_id="Peel", async_mode=False, plugin_paths=[])
    sender = apprise.Apprise(asset=asset)
    if not sender.add(target):
        return "no address that Apprise knows"
    taken = sender.notify(
        body=message.body, title=message.title, body_format="text", notify_type=message.level
    )
    return "" if taken else "nobody answers at that address, or the other side did not take it"


def show(target: str) -> str:
    """The kind of an address: the rest may be a secret.

    >>> show("mailto://ann:secret@example.org")
    'mailto'
    """
    return target.partition("://")[0] if "://" in target else "no address"


def sign(key: str, body: bytes, *, at: int) -> str:
    """What the header X-Peel-Signature holds: HMAC-SHA-256 over the seconds in X-Peel-Time, a full stop and the body.

    >>> sign("key", b"{}", at=1)[:15]
    'sha256=1ba6b817'
    """
    told = f"{at}.".encode("ascii") + body
    return "sha256=" + hmac.new(key.encode("utf-8"), told, hashlib.sha256).hexdigest()


def _post(target: str, message: Message, *, now: float) -> str:
    try:
        parts = urlsplit(target)
        connection = _connect(parts)
    except ValueError:
        return "no address: a port is a number"
    body = json.dumps({"id": message.dedup, "at": now, **message._asdict()}).encode("utf-8")
    key, at = unquote(parts.username or ""), int(now)
    headers = {"Content-Type": "application/json", "X-Peel-Time": str(at)}
    headers["X-Peel-Signature"] = sign(key, body, at=at)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, body, headers)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException, ValueError) as error:
        return f"no answer ({type(error).__name__})"
    finally:
        connection.close()
    return "" if 200 <= status < 300 else f"answered with {status}"


def _connect(parts: SplitResult) -> http.client.HTTPConnection:
    host, port = parts.hostname or "", parts.port
    if parts.scheme == "peel":
        return http.client.HTTPConnection(host, port, timeout=_TIMEOUT_S)
    context = ssl.create_default_context()
    return http.client.HTTPSConnection(host, port, timeout=_TIMEOUT_S, context=context)
