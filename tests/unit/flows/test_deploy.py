from datetime import timedelta

from flows import deploy
from peel.params.sections import Params


def test_each_flow_says_when_it_runs():
    words = {when.name: when.words for when in deploy.loop(Params())}
    assert words == {
        "watch": "every 5 minutes",
        "retrain": "on a dip of the score",
        "promote": "every hour, where a model waits for labels",
        "tidy": "every hour, what is older than serve.keep_days",
    }


def test_schedule_comes_from_the_parameters():
    params = Params.model_validate({"retrain": {"schedule": "0 3 * * 0"}})
    when = {each.name: each for each in deploy.loop(params)}["retrain"]
    assert when.schedule["cron"] == "0 3 * * 0"
    assert when.words == "on a dip of the score, and by the schedule 0 3 * * 0"


def test_dip_triggers_without_its_payload():
    when = {each.name: each for each in deploy.loop(Params())}["retrain"]
    (trigger,) = when.schedule["triggers"]
    assert trigger.expect == {"peel.score.dip"}
    assert not trigger.parameters


def test_watch_runs_every_five_minutes():
    when = next(deploy.loop(Params()))
    assert (when.name, when.schedule) == ("watch", {"interval": timedelta(minutes=5)})
