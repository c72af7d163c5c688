"""Long work that is asked to end."""

from __future__ import annotations

import signal
import time

import pytest

from trucewatch.stopping import Stopping


@pytest.mark.parametrize("asking", [signal.SIGINT, signal.SIGTERM])
def test_work_hears_that_it_is_to_end_and_is_interrupted_when_asked_again(asking: signal.Signals) -> None:
    with Stopping() as stopping:
        assert not stopping.asked()
        signal.raise_signal(asking)
        assert stopping.asked()
        began = time.monotonic()
        stopping.sleep(60.0)
        assert time.monotonic() - began < 30.0
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(asking)


def test_afterwards_signals_go_where_they_went_before() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with Stopping():
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before
