import socket
import ssl

import pytest

from peel.errors import PeelError
from peel.feedback import keys
from peel.feedback.store import open_store
from peel.params.sections import Serve
from peel.project import secrets
from peel.project.state import state_of
from peel.serving import run


def test_command_line_wins_over_params(tmp_path):
    (tmp_path / "params.yaml").write_text("serve: {port: 1, host: '::1', audit_rate: 0.5}\n")
    told = run.params_of(run.Wanted(tmp_path, tmp_path, port=0)).serve
    assert (told.port, told.host, told.audit_rate) == (0, "::1", 0.5)


def test_folder_without_params_has_defaults(tmp_path):
    assert run.params_of(run.Wanted(tmp_path, tmp_path)).serve == Serve()


def test_port_that_is_taken_is_told():
    with run.listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(PeelError, match="P857"):
            run.listen("127.0.0.1", port)


@pytest.mark.parametrize("host", ["no such host", "192.0.2.1"])
def test_address_of_others_is_told(host):
    with pytest.raises(PeelError, match="P857"):
        run.listen(host, 0)


def test_sixth_version_of_loopback_works():
    if not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    with run.listen("::1", 0) as listener:
        assert listener.family == socket.AF_INET6


def test_local_key_is_made_once(tmp_path):
    state = state_of(tmp_path)
    store = open_store(state)
    run.ensure_local_key(store, state)
    text = secrets.read(state, run.LOCAL_KEY)
    run.ensure_local_key(store, state)
    assert secrets.read(state, run.LOCAL_KEY) == text
    assert keys.check(keys.all_keys(store), text, now=0).trust == "staff"


def test_local_key_of_lost_store_is_replaced(tmp_path):
    state = state_of(tmp_path)
    secrets.write(state, run.LOCAL_KEY, text="pk_1_2")
    run.ensure_local_key(open_store(state), state)
    assert secrets.read(state, run.LOCAL_KEY) != "pk_1_2"


def test_greeting_holds_no_key(asker, capsys):
    run.greet(asker.server, port=8000)
    told = capsys.readouterr().out
    assert "http://127.0.0.1:8000" in told
    assert "pk_" not in told
    assert "@cat.jpg" in told
    card = asker.server.live.champion.model.card
    branch = card.branches[0]
    clips = branch.model_copy(update={"image": branch.image.model_copy(update={"frames": 6})})
    asker.server.live.champion.model.card = card.model_copy(update={"branches": (clips,)})
    run.greet(asker.server, port=8000)
    assert "@film.mp4" in capsys.readouterr().out


def test_cores_are_those_of_the_process():
    assert run.cores() >= 1


def test_certificate_that_is_none_is_told(tmp_path):
    run.check_tls(Serve())
    path = tmp_path / "cert.pem"
    path.write_text("no certificate")
    with pytest.raises(PeelError, match="P857"):
        run.check_tls(Serve(certfile=str(path)))
    assert ssl.OPENSSL_VERSION
