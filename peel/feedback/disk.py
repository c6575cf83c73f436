"""Which kind of disk a folder lies on: SQLite's locks do not hold on a network disk."""

from __future__ import annotations

from pathlib import Path

from peel.errors import PeelError

# As the kernel names them.
REMOTE = frozenset(
    [
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "coda",
        "fuse.ceph-fuse",
        "fuse.glusterfs",
        "fuse.s3fs",
        "fuse.sshfs",
        "gfs2",
        "glusterfs",
        "gpfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "ocfs2",
        "smb3",
        "smbfs",
    ]
)
_MOUNTS = Path("/proc/self/mountinfo")


def refuse_remote(folder: Path, mounts: Path = _MOUNTS) -> None:
    """Raise P838 for a folder on a disk of another machine."""
    kind = kind_of(folder, mounts)
    if kind in REMOTE:
        raise PeelError(
            "P838",
            "the store's file would lie on a network disk",
            got=f"{folder} on {kind}",
            allowed="a disk of this machine, or PostgreSQL",
            do="put the project on a local disk, or name a database in PEEL_STORE_URL",
        )


def kind_of(folder: Path, mounts: Path = _MOUNTS) -> str:
    """The kernel's name for the file system of `folder`; empty where the system does not tell."""
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return ""
    place, best, kind = folder.resolve(), -1, ""
    for line in lines:
        fields, _, rest = line.partition(" - ")
        mount = Path(_plain(fields.split(" ")[4]))
        # A later mount at the same place hides the one before.
        if place.is_relative_to(mount) and len(mount.parts) >= best:
            best, kind = len(mount.parts), rest.split(" ")[0]
    return kind


def _plain(field: str) -> str:
    r"""A path without the escapes of mountinfo.

    >>> _plain(r"/mnt/my\040disk")
    '/mnt/my disk'
    """
    for letter in " \t\n\\":
        field = field.replace(f"\\{ord(letter):03o}", letter)
    return field
