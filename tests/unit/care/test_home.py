from peel.care.home import home_of


def test_home_has_its_store_open(tmp_path, monkeypatch):
    monkeypatch.delenv("PEEL_STORE_URL", raising=False)
    home = home_of(tmp_path)
    assert home.store.is_sqlite
    assert home.state.store.is_file()
