"""What breaks one account, or one channel, leaves all others alone."""

from dataclasses import replace
from datetime import datetime

import pytest

from engine.domain.connection import ConnectionState, Mailbox
from engine.domain.errors import AccessRevoked, Permanent, ProviderError, Temporary
from tests.engine.acting import right_before
from tests.engine.ledger import assert_exactly_once
from tests.engine.scene import opened
from tests.engine.vendors import Vendors
from tests.engine.writing import always_open, mail, text


@pytest.mark.parametrize(
    "error",
    [
        Temporary("Gmail is down.", provider="Gmail"),
        Permanent("Gmail says no.", kind="admin_forbids", provider="Gmail"),
        AccessRevoked("The grant is dead.", provider="Gmail"),
    ],
    ids=["down", "forbidden", "revoked"],
)
def test_texts_of_others_go_out_while_a_mailbox_is_not_to_be_heard(
    vendors: Vendors, url: str, error: ProviderError
) -> None:
    with opened(vendors, url, mailboxes=2, people=0) as scene:
        scene.write((text(1),), always_open(scene.mailboxes[0].id))
        scene.enrol(2)
        broken = scene.sequence_id
        scene.write((text(1),), always_open(scene.mailboxes[1].id))
        scene.enrol(2)
        engine = scene.engine()
        hear = engine.sending.look

        def look(mailbox: Mailbox, is_judged: bool) -> datetime:
            if mailbox.id == scene.mailboxes[0].id:
                raise error
            return hear(mailbox, is_judged)

        deaf = replace(engine, sending=replace(engine.sending, look=look))
        for _ in range(10):
            scene.drive(deaf)
            scene.clock.advance(seconds=2)

        assert len(scene.texts()) == 2
        with scene.store.read("T1") as tx:
            sms = tx.sms.get()
        assert sms is not None
        assert sms.state is ConnectionState.ACTIVE
        scene.sequence_id = broken
        scene.until_quiet(engine)
        assert len(scene.texts()) == 2


def test_mails_go_out_while_salesmsg_is_down(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, people=0, steps=(text(1),)) as scene:
        texted = scene.sequence_id
        scene.enrol(2)
        scene.write((mail(1),))
        scene.enrol(2)
        vendors.salesmsg.fault(r".*", "status", status=503, times=1000)
        engine = scene.engine()
        scene.drive(engine)
        assert len(scene.mails()) == 2
        vendors.salesmsg.clear_faults()

        scene.sequence_id = texted
        scene.until_quiet(engine)

        assert_exactly_once(scene)
        assert len(scene.texts()) == 2


def test_one_number_that_salesmsg_refuses_to_show_breaks_no_connection(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, people=2, steps=(text(1),)) as scene:

        def refuse(_: object) -> None:
            raise Permanent("Bad number.", kind="invalid_number", provider="salesmsg")

        scene.drive(scene.engine("one", right_before("conversation", refuse)))

        with scene.store.read("T1") as tx:
            sms = tx.sms.get()
        assert sms is not None
        assert sms.state is ConnectionState.ACTIVE
        assert len(scene.texts()) == 1
