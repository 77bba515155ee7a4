"""An access that is renewed while a call with the old one is under way: nothing is lost by it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from engine.domain.connection import ConnectionState, SmsConnection
from engine.domain.errors import ProviderError
from engine.domain.notice import NoticeKind
from engine.scheduler import Engine
from engine.use_cases import connecting
from engine.use_cases.sms_tokens import keep_alive
from tests.engine.acme import TEAM
from tests.engine.acting import right_before
from tests.engine.hearing import begun, later
from tests.engine.ledger import assert_exactly_once, assert_nothing_left_behind
from tests.engine.scene import Scene, opened
from tests.engine.vendors import Vendors
from tests.engine.writing import mail, text


def number_of(scene: Scene) -> SmsConnection:
    with scene.store.read(TEAM) as tx:
        found = tx.sms.get()
    assert found is not None
    return found


def short_lived(scene: Scene, *, minutes_left: float = 10) -> SmsConnection:
    """Let the number's token be one that is due to be renewed."""
    scene.vendors.salesmsg.add_token("short")
    expires_at = scene.clock.real() + timedelta(minutes=minutes_left)
    with scene.store.begin(TEAM) as tx:
        tx.sms.save(replace(number_of(scene), token="short", expires_at=expires_at))
    return number_of(scene)


def renew(scene: Scene) -> None:
    now = scene.clock.now()
    sms = scene.vendors.sms()
    keep_alive(scene.store, sms, number_of(scene), now=now, real=now)
    assert number_of(scene).token != "short"


@pytest.mark.parametrize("call", ["send", "conversation"])
def test_a_token_that_is_renewed_under_a_text_is_no_lost_connection(
    vendors: Vendors, url: str, call: str
) -> None:
    with opened(vendors, url, steps=(text(1),)) as scene:
        short_lived(scene)
        engine = scene.engine("one", right_before(call, lambda _: renew(scene)))
        scene.drive(engine)
        assert number_of(scene).state is ConnectionState.ACTIVE
        later(scene, engine, seconds=31)

        assert len(scene.texts()) == 1
        assert_exactly_once(scene)
        assert scene.notices(NoticeKind.RECONNECT) == []


def by_sweep(scene: Scene, engine: Engine, old: SmsConnection) -> None:
    engine.texts.poll(old)


def by_renewing_again(scene: Scene, engine: Engine, old: SmsConnection) -> None:
    late = scene.clock.real() + timedelta(minutes=20)
    keep_alive(scene.store, engine.sms, old, now=scene.clock.now(), real=late)


@pytest.mark.parametrize("ask", [by_sweep, by_renewing_again])
def test_whoever_asks_with_the_old_token_marks_nothing_as_lost(
    vendors: Vendors, url: str, ask: Callable[[Scene, Engine, SmsConnection], None]
) -> None:
    with opened(vendors, url, people=0, steps=(text(1),)) as scene:
        old = short_lived(scene)
        renew(scene)

        ask(scene, scene.engine(), old)

        assert number_of(scene).state is ConnectionState.ACTIVE


def test_a_check_that_began_with_the_old_token_marks_nothing_as_lost(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, people=0, steps=(text(1),)) as scene:
        short_lived(scene)
        engine = scene.engine("one", right_before("check", lambda _: renew(scene)))

        connecting.check_sms(scene.store, engine.sms, TEAM, now=scene.clock.now())

        assert number_of(scene).state is ConnectionState.ACTIVE


def test_what_became_of_a_text_is_asked_again_with_the_new_token(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, steps=(text(1),)) as scene:
        short_lived(scene)
        begun(scene)
        engine = scene.engine("one", right_before("status", lambda _: renew(scene)))
        for _ in range(2):
            scene.clock.advance(seconds=61)
            engine.check_texts()

        assert scene.deliveries()[0].delivered_at == scene.clock.now()


@pytest.mark.parametrize("call", ["send_draft", "create_draft"])
def test_a_mailbox_connected_anew_under_a_send_is_not_lost_again(
    vendors: Vendors, url: str, call: str
) -> None:
    with opened(vendors, url, steps=(mail(1),)) as scene:

        def connected_anew(_: object) -> None:
            vendors.google.revoke(scene.mailbox().email)
            scene.reconnect(scene.mailboxes[0])

        engine = scene.engine("one", right_before(call, connected_anew))
        scene.drive(engine)
        assert scene.mailbox().state is ConnectionState.ACTIVE
        later(scene, engine, minutes=15)

        assert len(scene.mails()) == 1
        assert_nothing_left_behind(scene)
        assert scene.notices(NoticeKind.RECONNECT) == []


def test_a_poll_with_the_old_grant_marks_no_mailbox(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, people=0) as scene:
        old = scene.mailbox()
        engine = scene.engine()
        vendors.google.revoke(old.email)
        with pytest.raises(ProviderError) as refused:
            engine.mail.hear(old)
        scene.reconnect(old)
        assert refused.value.grant == old.grant != scene.mailbox().grant

        engine.sending.accounts.failed(TEAM, old.id, mail(1).channel, refused.value)

        assert scene.mailbox().state is ConnectionState.ACTIVE
