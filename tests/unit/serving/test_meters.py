from peel.serving.meters import Meters


def test_meters_are_those_of_one_server():
    first, second = Meters(), Meters()
    first.refused.labels("P850").inc()
    assert b'peel_refused_total{why="P850"} 1.0' in first.text()
    assert b"P850" not in second.text()
