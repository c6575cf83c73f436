import time

from peel.feedback import keys
from peel.serving.background import Background
from peel.types.key import NewKey


def test_new_key_is_known_soon(asker):
    new = NewKey(name="late", scopes=("look",))
    text = keys.make(asker.server.store, new, now=asker.server.now())
    headers = {"authorization": f"Bearer {text}"}
    assert asker.http.get("/v1/models", headers=headers).status_code == 401
    Background(asker.server).turn()
    assert asker.http.get("/v1/models", headers=headers).status_code == 200


def test_forged_pointer_is_told_and_ignored(asker):
    background = Background(asker.server)
    asker.server.state.pointer.write_text("{}")
    background.turn()
    assert 'peel_trouble{what="pointer"} 1.0' in asker.get("/metrics").text
    assert asker.predict().status_code == 200
    asker.server.state.pointer.unlink()
    background.turn()
    assert "peel_trouble{" not in asker.get("/metrics").text


def test_thread_ends_with_its_block(asker):
    with Background(asker.server) as background:
        time.sleep(0.01)
        assert background._thread.is_alive()
    assert not background._thread.is_alive()
