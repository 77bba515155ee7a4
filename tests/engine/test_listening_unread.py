"""Mail that can't be judged: tried again, nothing goes out meanwhile, then a person is asked."""

from dataclasses import replace

from engine.domain.enrollment import EnrollmentState, ExitReason, HoldReason
from engine.domain.inbound import InboundMail
from engine.domain.notice import NoticeKind
from engine.listening.mail import as_inbound
from engine.ports import Mail
from engine.scheduler import Engine
from tests.engine.acme import TEAM
from tests.engine.hearing import a_mail, begun, first_mail, hear, later, the, told_owner, two_mails
from tests.engine.scene import opened
from tests.engine.vendors import Vendors


def without(engine: Engine, words: bytes) -> Engine:
    """Return the engine with a reader that stumbles over mails with these words."""

    def read(mail: Mail) -> InboundMail:
        if words in mail.raw:
            raise ValueError("surprising")
        return as_inbound(mail)

    listening = replace(engine.mail, read=read)
    sending = replace(engine.sending, look=listening.hear)
    return replace(engine, mail=listening, sending=sending)


def test_a_message_that_cannot_be_judged_is_tried_again_and_then_holds_its_contact(
    vendors: Vendors, url: str
) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        begun(scene)
        engine = without(scene.engine(), b"odd words")
        vendors.google.reply(first_mail(scene), "odd words")
        vendors.google.inject(
            scene.mailbox().email, a_mail(scene, "news@shop.example", "The rest is heard.")
        )

        for _ in range(4):
            hear(scene, engine)
            assert the(scene).state is EnrollmentState.ACTIVE
        hear(scene, engine)

        assert the(scene).hold is HoldReason.UNREADABLE
        assert [each.kind for each in told_owner(scene)] == [NoticeKind.HELD]
        with scene.store.read(TEAM) as tx:
            assert tx.inbox.new_mail(scene.mailbox().id, limit=9) == []
        later(scene, engine, hours=3)
        assert len(scene.mails()) == 1


def test_while_a_message_waits_to_be_judged_nothing_goes_out(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        begun(scene)
        engine = without(scene.engine(), b"odd words")
        vendors.google.reply(first_mail(scene), "odd words")

        later(scene, engine, hours=2)
        assert len(scene.mails()) == 1
        sound = scene.engine()
        later(scene, sound, minutes=2)

        assert the(scene).exit is ExitReason.REPLIED
        assert len(scene.mails()) == 1


def test_an_unreadable_stranger_is_told_to_the_owner_once(vendors: Vendors, url: str) -> None:
    with opened(vendors, url, steps=two_mails()) as scene:
        begun(scene)
        engine = without(scene.engine(), b"odd words")
        for number in range(2):
            raw = a_mail(scene, "who@else.example", f"odd words {number}")
            vendors.google.inject(scene.mailbox().email, raw)

        for _ in range(5):
            hear(scene, engine)

        (told,) = told_owner(scene)
        assert scene.mailbox().email in told.payload["text"]
        later(scene, engine, hours=2)
        assert len(scene.mails()) == 2
