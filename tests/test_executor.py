"""What this process does in its spare time, while others work."""

from __future__ import annotations

import os

import pytest

from plugins.build.executor import in_spare_time, spread


@pytest.fixture(autouse=True)
def _spreading_small_work(monkeypatch):
    monkeypatch.setattr("plugins.build.executor.HEAD_START", 0)


def test_work_is_done_once_by_this_process_before_the_others_results_are_waited_for():
    told = []

    def work():
        told.append(os.getpid())
        return "done"

    with in_spare_time(work) as result:
        assert told == []
        results = spread(2, lambda index: index, 20, "")
        assert next(results) == 0
        assert told == [os.getpid()]
        assert list(results) == list(range(1, 20))
        list(spread(2, lambda index: index, 20, ""))
    assert (result(), told) == ("done", [os.getpid()])


@pytest.mark.parametrize("workers", [1, 2])
def test_work_is_done_when_its_result_is_asked_for_where_no_process_was_started(workers):
    told = []
    with in_spare_time(lambda: told.append(1)) as result:
        list(spread(workers, lambda index: index, 0, ""))
        assert told == []
        result()
        result()
    assert told == [1]


def test_what_goes_wrong_with_it_is_raised_where_its_result_is_asked_for():
    def work():
        raise ValueError("wrong")

    with in_spare_time(work) as result:
        assert list(spread(2, lambda index: index, 20, "")) == list(range(20))
        with pytest.raises(ValueError, match="wrong"):
            result()


def test_work_whose_result_nobody_asked_for_is_not_done_later():
    told = []
    with in_spare_time(lambda: told.append(1)):
        pass
    list(spread(2, lambda index: index, 20, ""))
    assert told == []


def test_what_is_done_in_spare_time_may_spread_work_of_its_own():
    def work():
        return list(spread(2, lambda index: index * 10, 20, ""))

    with in_spare_time(work) as result:
        assert list(spread(2, lambda index: index, 500, "")) == list(range(500))
    assert result() == [index * 10 for index in range(20)]
