"""`/sequence`: every word, however it is typed, and an answer within Slack's three seconds."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from handlers.commands import VERBS
from sandbox.slack import Outcome, Person
from sandbox.slack.loopback import control
from sandbox.slack.watching import wait_for
from tests.flows.scenes import NAME, RITA, activated, enrolled, told, top, written
from tests.world import World, opened

ANN = "ann@example.com"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Q4 CFO is active with Ann in it, others have names alike. Looked at, never changed."""
    with opened(tmp_path_factory.mktemp("commands")) as world:
        world.connect_gmail(world.rep, RITA)
        sequence_id = written(world, world.rep)
        enrolled(world, world.rep, sequence_id, ANN)
        activated(world, world.rep, sequence_id)
        for name in ("Q4 CTO", "Spring: <b>bold</b> & co", "O'Neil's “best”", "new"):
            written(world, world.rep, name=name)
        yield world


@pytest.fixture(autouse=True)
def closed(world: World) -> Iterator[None]:
    """Leave no modal open for the next test."""
    yield
    for person in (world.rep, world.admin):
        if person.modal():
            person.close(everything=True)


TYPED = {
    "": "*5 sequences*",
    "list": "*5 sequences*",
    "new Autumn": "Sequence name",
    "open q4 cfo": "Step 1",
    "settings Q4 CFO": "Send from",
    "activate q4 cto": "Asking Gmail",
    "pause q4 cfo": "1 contact stops receiving messages",
    "resume q4 cfo": "is active already",
    "enroll q4 cfo bob@example.com": "Contacts",
    f"why {ANN}": "Next: Step 1",
    f"contact {ANN}": "*Email:* ann@example.com",
    "report q4 cfo": "Q4 CFO",
    "digest 3": "",
    "connect": "rita@acme.example",
    "suppressions": "Nobody is suppressed.",
    "setup": "Only Slack admins",
    "help": "*What you can type*",
}


def test_every_word_is_answered(world: World) -> None:
    assert {text.split(" ")[0] for text in TYPED} - {""} == set(VERBS)
    for text, wanted in TYPED.items():
        outcome = world.rep.slash(text)
        assert outcome.error is None, text
        assert wanted in told(outcome), text
        if outcome.opened:
            world.rep.close(everything=True)


@pytest.mark.parametrize(
    "typed",
    [
        "open Q4 CFO",
        "OPEN  q4   cfo",
        'open "Q4 CFO"',
        "open “q4 cfo”",
        "open ‘Q4 CFO’",
        "open q4 cf",
        "open «Q4 CFO»",
    ],
)
def test_a_name_is_found_however_it_is_typed(world: World, typed: str) -> None:
    assert world.rep.slash(typed).opened
    assert top(world.rep).texts()[0] == NAME


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("open spring", "Spring: <b>bold</b> & co"),
        ("open Spring: <b>bold</b> & co", "Spring: <b>bold</b> & co"),
        ("open o'neil", "O'Neil's “best”"),
        ("open O'Neil's “best”", "O'Neil's “best”"),
        ("open new", "new"),
    ],
)
def test_odd_names_are_found_as_well(world: World, typed: str, name: str) -> None:
    assert world.rep.slash(typed).opened
    assert top(world.rep).texts()[0] == name


def test_an_ambiguous_or_unknown_name_answers_with_candidates(world: World) -> None:
    for verb in ("open", "settings", "activate", "pause", "resume", "report", "enroll"):
        said = told(world.rep.slash(f"{verb} q4"))
        assert "Several sequences start with “q4”" in said, verb
        assert "“Q4 CFO”, “Q4 CTO”" in said, verb
        said = told(world.rep.slash(f"{verb} q4 cfx"))
        assert "There is no sequence named “q4 cfx”" in said, verb
        assert "“Q4 CFO”" in said, verb
        assert world.rep.modal() is None, verb


@pytest.mark.parametrize("verb", ["open", "settings", "activate", "pause", "resume", "report"])
def test_a_word_without_its_name_asks_for_it(world: World, verb: str) -> None:
    said = told(world.rep.slash(verb))

    assert "Which sequence?" in said
    assert "“Q4 CFO”" in said


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("puase Q4 CFO", "`/sequence pause Q4 CFO`"),
        ("opne <b>", "`/sequence open &lt;b&gt;`"),
        ("Reprot Q4 CFO", "`/sequence report Q4 CFO`"),
        ("q4 cfo", "`/sequence open Q4 CFO`"),
        ("xyzzy", "`/sequence help`"),
        ("<!channel>", "`/sequence help`"),
    ],
)
def test_a_word_nobody_knows_is_guessed_and_pings_nobody(
    world: World, typed: str, meant: str
) -> None:
    outcome = world.rep.slash(typed, channel="sales")

    assert meant in outcome.text
    assert "<!channel>" not in outcome.text
    assert all(reply.is_ephemeral for reply in outcome.replies)


def test_slacks_escapes_are_undone(world: World) -> None:
    for typed in (ANN, f"<mailto:{ANN}|{ANN}>", f"<mailto:{ANN}>", "ANN@Example.com", f"“{ANN}”"):
        assert f"*{ANN}*" in told(world.rep.slash(f"why {typed}")), typed
    world.rep.slash(f"enroll {NAME} <mailto:bob@x.io|bob@x.io>, <mailto:cy@x.io|cy@x.io>")
    assert top(world.rep).values()["Contacts"] == "bob@x.io\ncy@x.io"
    world.rep.close()
    for typed in ("@mona", f"<@{world.manager.user_id}|mona>", "#sales"):
        said = told(world.rep.slash(f"why {typed}"))
        assert "Whom do you mean?" in said, typed
    assert "Nobody with the address nobody@x.io" in told(world.rep.slash("why nobody@x.io"))


def test_help_names_every_word(world: World) -> None:
    said = told(world.rep.slash("help"))

    assert all(f"/sequence {verb}" in said for verb in VERBS if verb != "list")


def test_everything_is_reached_from_home_as_well(world: World) -> None:
    def reached(*presses: str) -> str:
        world.rep.open_home()
        first, *rest = presses
        world.rep.press_home(first, near=NAME if first == "Open" else "")
        for press in rest:
            world.rep.press(press)
        shown = top(world.rep)
        world.rep.close(everything=True)
        return shown.title

    assert reached("Create sequence") == "New sequence"
    assert reached("Help") == "Help"
    assert reached("Suppressions") == "Suppressions"
    assert reached("Digest") == "Digest"
    editor = ("Settings", "Enroll contacts", "Pause", "Report", "Preview", "Hand over", "Rename")
    for button in editor:
        assert reached("Open", button), button
    world.rep.open_home()
    assert world.rep.fill_home("Find a contact", "Ann (ann@example.com)", query="ann").opened
    assert top(world.rep).title == "Contact"
    world.rep.press("Why")
    assert "Next: Step 1" in top(world.rep).text
    world.admin.open_home()
    assert world.admin.press_home("Setup").opened


def _waiting(world: World) -> int:
    """Return how many of the app's requests Slack has not answered yet."""
    found = control("GET", f"{world.slack.base_url}/_sandbox/gates")
    return len(found["waiting"])


def test_thirty_slow_clicks_keep_nobody_waiting(world: World) -> None:
    """Bolt's own pool of five would let the sixth wait out Slack's three seconds."""
    people = [world.workspace.user(f"p{number}", real_name="P") for number in range(31)]
    for person in people[:2]:
        assert person.slash("help").error is None
    for number in range(30):
        world.slack.fault(pattern="views.open", kind="gate", gate=f"slow {number}")

    def slow(person: Person) -> Outcome:
        return person.slash("new")

    with ThreadPoolExecutor(30) as pool:
        waiting = [pool.submit(slow, person) for person in people[:30]]
        wait_for(lambda: _waiting(world) >= 30, what="thirty slow clicks")
        quick = people[30].slash("help")
        were_waiting = not any(each.done() for each in waiting)
        world.slack.clear_faults()
        done = [each.result() for each in waiting]

    assert quick.error is None
    assert "*What you can type*" in quick.text
    assert were_waiting
    assert all(each.opened for each in done)
