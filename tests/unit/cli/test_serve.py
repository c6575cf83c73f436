from peel.cli.main import run


def test_missing_bundle_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(["serve", "--port", "0"]) == 2
    assert capsys.readouterr().err.startswith("error: P656 no bundle there")
    assert list(tmp_path.iterdir()) == []


def test_help_shows_examples(capsys):
    assert run(["serve", "--help"]) == 0
    assert "peel serve --port 9000" in capsys.readouterr().out
