from peel.types.care import Backup


def test_files_of_a_model_count_once():
    files = {"models/a/bundle.json": "", "models/a/model.onnx": "", "pictures/ab/c.png": ""}
    about = Backup(at=1.0, peel="1", secrets=False, sha256=files)
    assert (about.count("models"), about.count("pictures"), about.count("secrets")) == (1, 1, 0)
