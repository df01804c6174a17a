"""Files are received at a pace, all threads of a process together."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from uploads.handlers import ReceivingPace


def test_threads_share_one_pace() -> None:
    pace, sizes = ReceivingPace(10_000), [100] * 50  # 5,000 bytes, of which the last hundred wait for nobody
    began = time.monotonic()
    with ThreadPoolExecutor(5) as threads:
        list(threads.map(pace.keep, sizes))
    assert 0.49 <= time.monotonic() - began < 5


def test_time_in_which_nothing_came_is_not_made_up_for() -> None:
    pace = ReceivingPace(10_000)
    pace.keep(1_000)
    time.sleep(0.2)
    began = time.monotonic()
    pace.keep(1_000)
    pace.keep(1)
    assert time.monotonic() - began >= 0.1


def test_a_piece_that_is_alone_does_not_wait() -> None:
    pace = ReceivingPace(1)
    began = time.monotonic()
    pace.keep(1_000_000)
    assert time.monotonic() - began < 1
