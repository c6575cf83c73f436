from peel.params.edit import template
from peel.retraining.place import Tools, place_of


def test_place_reads_the_project_s_parameters(tmp_path, monkeypatch):
    monkeypatch.delenv("PEEL_STORE_URL", raising=False)
    (tmp_path / "params.yaml").write_text(template().replace("min_labels: 50", "min_labels: 7"))
    place = place_of(tmp_path, Tools(repro=print, now=lambda: 1.0, say=print))
    assert place.params.retrain.min_labels == 7
    assert place.project == tmp_path.resolve()
