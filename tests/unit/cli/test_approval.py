"""What is shown before a model takes over, and what counts as a yes."""

from __future__ import annotations

import time

import pytest

from peel.bundle import pointer
from peel.cli.approval import Given, agreed
from peel.cli.main import run
from peel.errors import PeelError
from peel.registry.promote import offer
from peel.registry.registry import Origin
from tests.unit.registry.conftest import WRONG, project, registry, use  # noqa: F401


@pytest.fixture
def here(project, monkeypatch):  # noqa: F811
    """A champion that takes green for red, a build that does not, and labels that show it."""
    monkeypatch.chdir(project.folder)
    (project.folder / "moved").write_text(str(100 - time.time()))
    monkeypatch.setenv("PEEL_CLOCK", str(project.folder / "moved"))
    project.seal(60)
    (project.folder / "params.yaml").write_text("promote: {min_holdout: 30}\n")
    project.build("old", turn=WRONG)
    assert run(["promote"]) == 0
    project.build("new")
    return project


@pytest.mark.usefixtures("here")
def test_better_model_waits_for_the_version(registry, capfd):  # noqa: F811
    use(registry, 60)
    assert run(["promote"]) == 3
    out = capfd.readouterr().out
    assert "yes  better on new pictures" in out
    assert "PROMOTE: better, and nothing speaks against it" in out
    assert "--version v1.1.0" in out
    assert run(["promote", "--version", "v1.1.0"]) == 0
    assert "v1.1.0 is the champion" in capfd.readouterr().out


@pytest.mark.slow
def test_replaced_model_is_compared_again(registry, here, capfd):  # noqa: F811
    """It was better than this champion, another took its place by hand, and then the way back."""
    use(registry, 60)
    assert run(["promote"]) == 3
    better = find_model(capfd.readouterr().out)
    here.build("by hand", turn=(0, 1, 2))
    assert run(["promote", "--version", "v1.1.0", "--override", "t"]) == 0
    assert run(["rollback"]) == 0
    assert run(["promote", better]) == 3
    assert "PROMOTE: better" in capfd.readouterr().out
    assert run(["promote", better, "--version", "v1.2.0"]) == 0
    assert "is the champion" in capfd.readouterr().out


@pytest.mark.usefixtures("here")
def test_other_version_is_no_yes(registry, capfd):  # noqa: F811
    use(registry, 60)
    assert run(["promote", "--version", "v1.0.0", "--override", "it's me"]) == 2
    err = capfd.readouterr().err
    assert "P878" in err
    assert """ --version v1.1.0 --override 'it'"'"'s me'""" in err


@pytest.mark.usefixtures("here")
def test_few_labels_wait(capfd):
    assert run(["promote"]) == 3
    out = capfd.readouterr().out
    assert "unknown  better on new pictures" in out
    assert "no name suffers" in out
    assert out.count("answers beside the champion") == 1
    verdict, *rest = out[out.index("SHADOW: ") :].splitlines()
    model = find_model(out)
    assert verdict.startswith("SHADOW: not proven better yet")
    assert rest[1:] == [
        "Nothing was promoted: v1.0.0 stays the champion.",
        "What may decide sooner: of 0 audited answers the two differ on 0; 0 went to the challenger, 0 to the champion; "
        "not decided: at least 9 more labels are needed, all for the same of the two",
        "To label what waits: peel feedback queue OUT",
        f'To let it take over all the same: peel promote {model} --version v1.1.0 --override "REASON"',
        f'To turn it down: peel promote {model} --reject "REASON"',
    ]


@pytest.mark.usefixtures("here")
def test_typed_version_is_looked_at_first(registry, capfd):  # noqa: F811
    """Before pictures are asked, and of a model that has its version too."""
    assert run(["promote", "--version", "v9.9.9"]) == 2
    told = capfd.readouterr()
    assert "P878" in told.err
    assert "SHADOW" not in told.out
    assert run(["promote", "--version", "v1.1.0", "--override", "t"]) == 0
    standing = pointer.read(registry.state)
    for version, code in (("v0.1.0", 2), ("v1.1.0", 0)):
        assert run(["promote", standing.digest[:8], "--version", version]) == code
    assert pointer.read(registry.state) == standing


@pytest.mark.usefixtures("here")
def test_reason_alone_is_no_yes(registry, capfd):  # noqa: F811
    assert run(["promote", "--override", "it's me"]) == 3
    out = capfd.readouterr().out
    assert "it waits for a yes: peel promote" in out
    assert """--version v1.1.0 --override 'it'"'"'s me'""" in out
    assert pointer.read(registry.state).version == "v1.0.0"


def find_model(out):
    """The first twelve letters of the challenger that is told of."""
    return out.partition(" against ")[0].split()[-1]


def test_worse_model_stays_out(here, registry, capfd):  # noqa: F811
    use(registry, 60)
    assert run(["promote", "--version", "v1.1.0", "--override", "t"]) == 0
    here.build("worse", turn=WRONG)
    assert run(["promote"]) == 1
    out = capfd.readouterr().out
    assert "NO   better on new pictures" in out
    assert "Nothing was promoted: v1.1.0 stays the champion." in out
    assert '--version v1.2.0 --override "REASON"' in out


@pytest.mark.usefixtures("here")
def test_model_is_turned_down(registry, capfd):  # noqa: F811
    use(registry, 60)
    assert run(["promote"]) == 3
    assert run(["promote", "--reject", "not now"]) == 0
    assert "is turned down" in capfd.readouterr().out
    assert run(["models"]) == 0
    listed = capfd.readouterr().out
    assert "rejected" in listed
    assert "said no on " in listed
    assert "Z: not now" in listed
    assert run(["promote", find_digest(listed)]) == 1
    refused = capfd.readouterr().out
    assert "REFUSE: the champion stays, for " in refused
    assert "Z: not now" in refused
    assert "To turn it down" not in refused


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("words", [["--reject", ""], ["--override", " "]])
def test_empty_reason_is_refused(words, capfd):
    assert run(["promote", *words]) == 2
    assert "P880 a reason is empty" in capfd.readouterr().err


def find_digest(listed):
    """The first twelve letters of the model that was turned down."""
    return listed.partition(" was turned down")[0].split()[-1]


def test_waiting_model_needs_no_name(here, registry, capfd):  # noqa: F811
    """After the build itself was decided, the newest that waits is meant."""
    use(registry, 60)
    made = here.make_bundle("made/retrained", name="peel", depth=3)
    assert run(["promote", "--version", "v1.1.0", "--override", "t"]) == 0
    model = offer(registry, made, origin=Origin(run="r"), now=5.0)
    assert run(["promote", model[:8]]) == 1
    assert f"{model[:12]} against v1.1.0" in capfd.readouterr().out


def test_person_types_the_version(here, registry, monkeypatch):  # noqa: F811
    model = offer(registry, here.folder / "data/export", origin=Origin(), now=5.0)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    assert agreed(registry, model, given=Given(None), answer=lambda _: " v1.1.0 ")
    with pytest.raises(PeelError, match="P878"):
        agreed(registry, model, given=Given(None), answer=lambda _: "y")
