"""Kinds of disks, as the kernel tells them."""

from __future__ import annotations

from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.feedback.disk import kind_of, refuse_remote

MOUNTS = r"""22 1 0:20 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 22 0:41 / /mnt rw - nfs4 server:/export rw
41 40 0:42 / /mnt/my\040disk rw - xfs /dev/sdb1 rw
42 22 0:43 / /over rw - ext4 /dev/sdc1 rw
43 42 0:44 / /over rw master:3 - cifs //server/share rw
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/srv/a", "ext4"),
        ("/mnt/a", "nfs4"),
        ("/mnt", "nfs4"),
        ("/mnt/my disk/a", "xfs"),
        ("/mnt2", "ext4"),
        ("/over/a", "cifs"),
    ],
)
def test_innermost_newest_mount_counts(tmp_path, folder, kind):
    (tmp_path / "mounts").write_text(MOUNTS, "utf-8")
    assert kind_of(Path(folder), tmp_path / "mounts") == kind


def test_other_systems_say_nothing(tmp_path):
    assert kind_of(tmp_path, tmp_path / "none") == ""


def test_network_disk_is_refused(tmp_path):
    (tmp_path / "mounts").write_text(MOUNTS, "utf-8")
    with pytest.raises(PeelError, match="P838"):
        refuse_remote(Path("/mnt/a"), tmp_path / "mounts")


def test_own_disk_is_taken(tmp_path):
    refuse_remote(tmp_path)
    assert kind_of(tmp_path)
