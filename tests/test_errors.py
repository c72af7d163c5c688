"""Errors cross from a worker process to the command as they are."""

from __future__ import annotations

import pickle

import pytest

from trucewatch.errors import ChainBroken, CopyError, KnowledgeError, LedgerError, OutsideError, SourceError, TrucewatchError


@pytest.mark.parametrize(
    "error",
    [
        LedgerError("the ledger is locked"),
        ChainBroken(7, "its hash does not follow"),
        CopyError(line=3, reason="cut off"),
        SourceError("a.txt", "does not exist"),
        KnowledgeError("outlets.csv", 9, "no such country"),
        OutsideError("https://a.example/", fault="refused", reason="a private address"),
    ],
)
def test_an_error_is_the_same_in_another_process(error: TrucewatchError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.__dict__) == (type(error), str(error), error.__dict__)
