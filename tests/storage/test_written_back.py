"""A row put back to what it was read as, after other statements have changed it meanwhile."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from engine.domain.enrollment import Enrollment
from engine.ports.store import Store
from engine.ports.tx import Tx
from tests.storage.rows import LATER, NOW, a_world, install

MEANWHILE: dict[str, Callable[[Tx, Enrollment], None]] = {
    "save": lambda tx, was: tx.enrollments.save(replace(was, due_at=LATER)),
    "save_changed": lambda tx, was: tx.enrollments.save_changed(
        [was], [replace(was, due_at=LATER)]
    ),
    "freeze": lambda tx, was: tx.enrollments.freeze(was.sequence_id, at=NOW),
    "thaw": lambda tx, was: tx.enrollments.thaw({was.id: LATER}),
}


@pytest.mark.parametrize("meanwhile", MEANWHILE.values(), ids=MEANWHILE)
def test_what_is_put_back_is_written(
    store: Store, meanwhile: Callable[[Tx, Enrollment], None]
) -> None:
    install(store, "T1")
    with store.begin("T1") as tx:
        enrolled = a_world(tx).enrollment
    with store.begin("T1") as tx:
        was = tx.enrollments.get(enrolled.id)
        assert was is not None
        meanwhile(tx, was)
        tx.enrollments.save(was)
    with store.read("T1") as tx:
        assert tx.enrollments.get(was.id) == was
