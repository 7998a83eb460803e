"""Growth is told of ours and of the bare writes, each beside itself at the smallest size."""

from tests.bench.growth import _figures


def test_ours_and_bare_beside_themselves_and_ours_beside_bare() -> None:
    seconds = {
        ("storage", 10): [9.0, 2.0, 2.0, 4.0],
        ("bare storage", 10): [9.0, 1.0, 1.0, 1.0],
        ("storage", 100): [9.0, 4.0, 4.0, 8.0],
        ("bare storage", 100): [9.0, 3.0, 3.0, 3.0],
    }
    found = {one.name: one for one in _figures("storage", seconds, (10, 100), 60)}
    assert [(name, one.values, one.ratios) for name, one in found.items()] == [
        ("growth, storage at 10", (30.0,), (1.0,)),
        ("growth, bare storage at 10", (60.0,), (1.0,)),
        ("growth, storage beside bare at 10", (30.0,), (0.5,)),
        ("growth, slowest batch of storage at 10", (4000.0,), ()),
        ("growth, storage at 100", (15.0,), (0.5,)),
        ("growth, bare storage at 100", (20.0,), (1 / 3,)),
        ("growth, storage beside bare at 100", (15.0,), (0.75,)),
        ("growth, slowest batch of storage at 100", (8000.0,), ()),
    ]
    judged = [one.targets[0].holds(one) for one in found.values() if one.targets]
    assert judged == [True, False]
