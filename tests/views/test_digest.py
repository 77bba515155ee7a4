"""The digest: a line a sequence, within Slack's limits."""

from datetime import UTC, datetime

from bot.views import digest
from engine.domain.sequence import Sequence
from engine.ports.records import SequenceCounts
from engine.use_cases.reporting import Digest, Listed
from sandbox.slack.rules import problems_of_message

NOW = datetime(2026, 11, 2, 14, 30, tzinfo=UTC)


def listed(number: int, name: str) -> Listed:
    sequence = Sequence(
        id=number, workspace_id="T1", name=name, owner_id="U1", created_at=NOW, changed_at=NOW
    )
    counts = SequenceCounts(sent=number, replied=2, booked=1)
    return Listed(sequence=sequence, counts=counts, is_awaiting=False)


def test_a_digest_names_each_sequence_and_sums_them_up() -> None:
    message = digest.build(Digest(since=NOW, sequences=(listed(3, "Q4"), listed(4, "Q5"))))
    assert message.text == "Digest: 7 sent, 4 replied, 2 meetings."
    assert "*Q4*: sent 3 · replied 2 · meetings 1" in str(message.blocks)


def test_a_quiet_week_is_said_so() -> None:
    message = digest.build(Digest(since=NOW, sequences=()))
    assert "nobody answered" in message.text


def test_no_name_and_no_number_of_sequences_breaks_a_limit() -> None:
    many = tuple(listed(number, "<!channel> &" * 6) for number in range(200))
    message = digest.build(Digest(since=NOW, sequences=many))
    assert not problems_of_message({"text": message.text, "blocks": message.blocks})
    assert "<!channel>" not in str(message.blocks)
