import importlib.machinery
import json
import sys
from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.project import extra


def test_missing_libraries_are_all_named(monkeypatch: pytest.MonkeyPatch) -> None:
    extra.need_build_extra()
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setattr(sys, "meta_path", [importlib.machinery.BuiltinImporter])
    for name in ("dvc", "prefect"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    with pytest.raises(PeelError, match=r"^P801 .*got no .*dvc, .*prefect.*; do: pip install "):
        extra.need_build_extra()


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        (None, "'peel-automl[build]'"),
        ("https://example.org/peel.whl", "'peel-automl[build]'"),
        ("file:///srv/my%20peel", "'/srv/my peel[build]'"),
    ],
)
def test_line_names_what_was_installed(
    url: str | None, asked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "peel_automl-9.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Name: peel-automl\nVersion: 9\n")
    if url:
        (info / "direct_url.json").write_text(json.dumps({"url": url}))
    monkeypatch.syspath_prepend(str(tmp_path))
    refusal = extra.refusal(ModuleNotFoundError("no", name="ruamel.yaml"))
    assert refusal is not None
    assert refusal.do == f"pip install {asked}"
    assert extra.upgrade().endswith(
        f"pip install --upgrade {asked.replace('[build]', '')}".replace(
            "'peel-automl'", "peel-automl"
        )
    )


def test_own_mistake_is_no_missing_library() -> None:
    assert extra.refusal(ModuleNotFoundError("no", name="peel.nothing")) is None
