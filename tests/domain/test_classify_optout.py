"""Who asks to be left alone is heard; who only uses the words is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.optout_words import is_unsubscribe_in_words, text_opt_in, text_opt_out


@pytest.mark.parametrize(
    "text",
    [
        "stop",
        "STOP!!!",
        "Stop.\n\nDana Field",
        "Hi Robin,\nunsubscribe please",
        "Unsubscribe me",
        "Please unsubscribe.",
        "Please remove me from your list.",
        "Remove my email address from your database, thanks.",
        "Kindly take us off your mailing list",
        "Can you please remove me from this distribution list?",
        "Not interested. Please stop emailing me.",
        "Stop sending me these emails",
        "Do not contact me again.",
        "Please don't email me anymore.",
        "No more emails please",
        "I no longer wish to receive your messages.",
        "I do not want to receive emails from you.",
        "I'd like to opt out of your mailing list.",
        "Please opt me out",
        "Bitte melden Sie mich von Ihrem Newsletter ab.",
        "Bitte löschen Sie meine Adresse aus Ihrem Verteiler.",
        "Bitte kontaktieren Sie mich nicht mehr.",
        "Keine weiteren Mails bitte.",
        "Abmelden",
        "Désinscrivez-moi svp",
        "Veuillez ne plus me contacter.",
        "Je ne souhaite plus recevoir vos mails.",
        "Merci de me désinscrire",
        "Por favor dejen de enviarme correos.",
        "Quiero darme de baja",
        "No quiero recibir más correos.",
        "Por favor, retire-me da sua lista.",
        "Parem de me enviar e-mails.",
        "Cancellatemi dalla vostra lista.",
        "Non desidero più ricevere le vostre mail.",
        "Smettete di scrivermi.",
        "Schrijf mij uit a.u.b.",
        "Verwijder mijn e-mailadres uit uw bestand",
        "Ik wil geen mails meer ontvangen.",
    ],
)
def test_a_request_to_be_left_alone_is_heard(text: str) -> None:
    assert is_unsubscribe_in_words(text)


@pytest.mark.parametrize(
    "text",
    [
        "I can't stop thinking about it.",
        "Stop by our booth.",
        "Please don't stop emailing me, I enjoy it.",
        "Do not remove me from the list yet.",
        "How do I unsubscribe from your competitor's newsletter?",
        "Our unsubscribe rate is 2 %.",
        "Does your tool handle opt-out links?",
        "We want to opt out of our current contract in March.",
        "Please don't contact me before Monday.",
        "Please don't email me at this address, use my private one.",
        "Can you remove Lee from the invite?",
        "Remove the second paragraph and send it again.",
        "We had to stop sending invoices by hand.",
        "The end of the quarter suits me.",
        "We will stop using our tool in May, so call me.",
        "Leider muss ich mich vom Termin abmelden.",
        "Ich melde mich morgen.",
        "Je ne plus sais quoi dire, appelez-moi.",
        "Estoy de baja esta semana.",
        "Ik moet me afmelden voor de vergadering.",
        "Sono fuori ufficio, non mi chiami domani ma giovedì.",
        "Mi cancelli la riunione di domani?",
        "",
    ],
)
def test_a_sentence_that_only_holds_the_words_is_no_request(text: str) -> None:
    assert not is_unsubscribe_in_words(text)


KEYWORDS = (
    *("STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"),
    *("OPT OUT", "OPT-OUT"),
)


@given(
    word=st.sampled_from(KEYWORDS),
    around=st.sampled_from(["", " ", ".", "!!", " 🛑", "\n", '"']),
    repeats=st.integers(1, 4),
    upper=st.booleans(),
)
def test_a_keyword_alone_opts_out_however_it_is_typed(
    word: str, around: str, repeats: int, upper: bool
) -> None:
    typed = word + word[-1] * (repeats - 1)
    found = text_opt_out(around + (typed if upper else typed.lower()) + around)
    assert found is not None
    assert not found.needs_a_look


@pytest.mark.parametrize(
    "body",
    [
        "Stop texting me",
        "please remove me",
        "take me off your list",
        "don’t text me again",
        "dont text me",
        "Wrong number",
        "please stop",
        "stop please",
        "unsubscribe me",
        "opt me out",
        "lose my number",
    ],
)
def test_a_phrase_opts_out_and_asks_for_a_look(body: str) -> None:
    found = text_opt_out(body)
    assert found is not None
    assert found.needs_a_look


@pytest.mark.parametrize(
    "body",
    [
        "I'll stop by at 5",
        "end of the month works",
        "cancel the 3pm and make it 4",
        "don't stop texting me",
        "The quit rate?",
        "yes",
        "start",
        "help",
        "",
        "👍",
    ],
)
def test_an_ordinary_text_does_not_opt_out(body: str) -> None:
    assert text_opt_out(body) is None


def test_only_the_three_words_opt_in_again() -> None:
    assert all(text_opt_in(body) for body in ("START", "yes!", "Unstop", "YESSS"))
    assert not any(text_opt_in(body) for body in ("yes please call", "restart", "stop", ""))


@given(st.text(max_size=300))
def test_any_text_is_judged_and_never_both(text: str) -> None:
    assert not (text_opt_out(text) and text_opt_in(text))
    is_unsubscribe_in_words(text)
