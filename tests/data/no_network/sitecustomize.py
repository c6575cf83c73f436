"""Put on PYTHONPATH: every Python process below notes, and refuses, what would leave this machine."""

import ipaddress
import os
import sys


def _is_local(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else str(host or "")
    try:
        return ipaddress.ip_address(name).is_loopback or ipaddress.ip_address(name).is_unspecified
    except ValueError:
        return name in ("", "localhost")


def _leaves(event: str, args: tuple[object, ...]) -> bool:
    if event == "socket.getaddrinfo":
        return not _is_local(args[0])
    if event in ("socket.connect", "socket.sendto"):
        address = args[1]
        return isinstance(address, tuple) and not _is_local(address[0])
    # DVC sends its analytics from a process of its own, which drops PYTHONPATH: refuse its start.
    return event == "subprocess.Popen" and "daemon" in map(
        str, args[1] if isinstance(args[1], list | tuple) else ()
    )


def _note(words: str) -> None:
    with open(os.environ["LEFT_THE_MACHINE"], "a", encoding="utf-8") as file:
        file.write(words + "\n")


def _note_telemetry() -> None:
    """ONNX Runtime's native threads do not pass here; what counts is the switch while it is imported."""
    if os.environ.get("ORT_DISABLE_TELEMETRY") != "1":
        _note(f"onnxruntime imported with its telemetry by {sys.argv[:3]}")


def _guard(event: str, args: tuple[object, ...]) -> None:
    if event == "import" and args[0] == "onnxruntime":
        _note_telemetry()
    if event.startswith(("socket.", "subprocess.")) and _leaves(event, args):
        _note(f"{event} {args[:3]} by {sys.argv[:3]}")
        raise ConnectionRefusedError(f"the test refuses {event}")


sys.addaudithook(_guard)
