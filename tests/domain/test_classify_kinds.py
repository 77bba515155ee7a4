"""What a machine's answer tells, in seven languages."""

from datetime import UTC, date, datetime

import pytest

from engine.domain.classify import Absence, Automatic, Context, Verdict, classify
from engine.domain.inbound import parse

NOW = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
CONTEXT = Context(
    own_addresses=frozenset({"robin@northwind.example"}),
    contact_addresses=frozenset({"dana@contoso.example"}),
)


def _judge(text: str, subject: str = "Re: Renewals") -> Verdict:
    raw = (
        f"From: dana@contoso.example\nTo: robin@northwind.example\nSubject: {subject}\n"
        f"Auto-Submitted: auto-replied\nContent-Type: text/plain; charset=utf-8\n\n{text}"
    )
    mail = parse(raw.encode(), gmail_id="g", thread_id="t", label_ids=["INBOX"], received_at=NOW)
    return classify(mail, CONTEXT)


def _kind(text: str, subject: str = "Re: Renewals") -> str:
    detail = _judge(text, subject).detail
    assert isinstance(detail, Absence | Automatic)
    return str(detail.kind)


TOLD = {
    "gone": (
        "Thank you for your email. Please note that I have moved on from Contoso.",
        "Dana Field is no longer with Contoso.",
        "Dana has resigned.",
        "Frau Field hat uns zum 31.10. verlassen.",
        "Dana Field n'est plus en poste chez Contoso.",
        "Esta dirección ya no está en uso.",
        "Este endereço de e-mail já não está ativo.",
        "Questo indirizzo non è più attivo.",
        "Dit e-mailadres is niet meer in gebruik.",
        "I have retired from Contoso.",
        "I retired on 30 June. Please write to lee@contoso.example.",
        "Dana Field has retired.",
        "I've left Contoso. Please contact Lee.",
        "I left the company in October.",
        "Friday 20 November was my last day at Contoso.",
        "Dana no longer works at Contoso.",
        "This mailbox will be closed on 31 December.",
        "My mailbox is being deleted.",
        "Dana Field has parted ways with Contoso.",
        "Ich bin im Ruhestand. Bitte wenden Sie sich an Lee Marsh.",
        "Ich habe mich in den Ruhestand verabschiedet.",
        "Ich bin seit 1. Oktober in Rente.",
        "Frau Field ist aus unserem Unternehmen ausgeschieden.",
        "Dieses Postfach wird zum 31.12. geschlossen.",
        "Mein letzter Arbeitstag war der 20.11.",
        "Ich arbeite nicht mehr bei Contoso.",
        "Ich bin nicht mehr bei der Contoso GmbH.",
        "Je suis à la retraite depuis le 1er octobre.",
        "Dana Field a pris sa retraite.",
        "J'ai quitté la société.",
        "Cette boîte mail sera fermée le 31 décembre.",
        "Cette adresse n'est plus active.",
        "Je ne fais plus partie de l'entreprise.",
        "Me he jubilado. Escriban a lee@contoso.example.",
        "Ya no trabajo en Contoso.",
        "Este buzón será cerrado el 31 de diciembre.",
        "He dejado la empresa.",
        "Aposentei-me em outubro.",
        "Já não trabalho na Contoso.",
        "Não faço mais parte da equipe da Contoso.",
        "Esta caixa de correio será encerrada em 31 de dezembro.",
        "A Dana não está mais na empresa.",
        "Sono in pensione dal 1 ottobre.",
        "Non lavoro più in Contoso.",
        "Questa casella verrà chiusa il 31 dicembre.",
        "Dana Field ha lasciato l'azienda.",
        "Ik ben met pensioen.",
        "Ik werk niet meer bij Contoso.",
        "Deze mailbox wordt per 31 december gesloten.",
        "Dana heeft Contoso verlaten.",
    ),
    "absence": (
        "I am out of the office. If you need help, ask Lee who has taken over.",
        "I'm on maternity leave; Lee Marsh has taken over my accounts.",
        "Ich bin im Urlaub. Mein Postfach wird nicht gelesen.",
        "Ich bin im Urlaub, meine Mails werden nicht weitergeleitet.",
        "Je suis en congés, ma boîte n'est pas consultée.",
        "I have left for my holidays, back on 7 December.",
        "Estoy de vacaciones; este buzón no se revisa.",
        "Estou de férias, esta caixa não é lida.",
        "Ik ben met vakantie, mijn mailbox wordt niet gelezen.",
        "Sono in ferie, la casella non viene letta.",
        "I have left the office for today and will be back tomorrow.",
        "Dana has left for the day.",
        "I've left on vacation and am back on 7 December.",
        "I'm out sick.",
        "I am unavailable until 4 December.",
        "I am not in the office today.",
        "I am on a business trip until 4 December.",
        "I'm on sabbatical until January.",
        "Our offices are closed this week. We will reopen on Monday.",
        "I am in training all day.",
        "I am off work until Thursday.",
        "Thank you for your message. I'm away and will answer when I return.",
        "Ich bin in Kur.",
        "Ich bin krankheitsbedingt nicht erreichbar.",
        "Ich bin auf Dienstreise und lese meine Mails nur unregelmäßig.",
        "Ich bin derzeit nicht am Arbeitsplatz.",
        "Unser Büro ist zwischen den Jahren geschlossen.",
        "Ich bin ab Montag wieder am Platz.",
        "Vielen Dank für Ihre Nachricht. Ich bin bis 4.12. unterwegs.",
        "Je suis en arrêt maladie.",
        "Je suis en formation aujourd'hui.",
        "Nos bureaux sont fermés jusqu'au 30 novembre.",
        "Je suis indisponible jusqu'au 30 novembre.",
        "Estoy de viaje hasta el 30 de noviembre.",
        "Estoy de baja médica.",
        "Nuestras oficinas permanecerán cerradas hasta el lunes.",
        "No estaré disponible hasta el 30 de noviembre.",
        "Estou em viagem até 30 de novembro.",
        "Estou de baixa médica.",
        "Os nossos escritórios estão encerrados até segunda-feira.",
        "Sono in trasferta fino al 30 novembre.",
        "Sono in malattia.",
        "I nostri uffici sono chiusi per ferie.",
        "Ik ben op zakenreis en lees mijn mail niet.",
        "Ik ben ziek.",
        "Wij zijn gesloten tot 30 november.",
        "Ik ben met zwangerschapsverlof.",
        "Ik ben vandaag vrij.",
    ),
    "ticket": (
        "[#55102] Your request has been received",
        "Vielen Dank für Ihre Anfrage. Ihr Ticket lautet 55102.",
        "Merci de nous avoir contactés. Un conseiller vous répondra dans les meilleurs délais.",
        "Gracias por contactar con nosotros. Le responderemos en 24 horas.",
        "Obrigado pelo seu contacto. Responderemos em breve.",
        "Grazie per averci contattato. Ti risponderemo entro 24 ore.",
        "Bedankt voor je bericht. We komen zo snel mogelijk bij je terug.",
        "Thanks for contacting Contoso. Our office hours are Monday to Friday.",
        "We have received your message and the team will be back to you in about 4 hours.",
        "Thanks for writing in! We typically reply within a day.",
        "Your enquiry is important to us. One of our agents will be in touch shortly.",
        "We've got your message and will come back to you soon.",
        "We aim to respond within 24 hours.",
        "We'll get back to you by Monday 30 November.",
        "Ihre Nachricht ist bei uns eingegangen. Wir melden uns in Kürze.",
        "Wir haben Ihr Anliegen unter der Nummer 55102 erfasst.",
        "Vielen Dank für Ihre Anfrage, wir bearbeiten sie schnellstmöglich.",
        "Wir kommen schnellstmöglich auf Sie zurück.",
        "Nous avons bien reçu votre message. Nous reviendrons vers vous rapidement.",
        "Votre demande a bien été enregistrée sous le numéro 55102.",
        "Nos équipes vous répondront sous 48 heures.",
        "Hemos recibido tu mensaje y te responderemos lo antes posible.",
        "Su incidencia ha sido registrada con el número 55102.",
        "Nos pondremos en contacto con usted en breve.",
        "O seu pedido foi registado com o número 55102. Responderemos com a maior brevidade.",
        "Recebemos o seu contato. Entraremos em contato em breve.",
        "Seu chamado foi aberto sob o protocolo 55102.",
        "A sua mensagem foi recebida.",
        "Abbiamo ricevuto la tua richiesta. Ti risponderemo al più presto.",
        "La Sua richiesta è stata registrata con il numero 55102.",
        "Sarà ricontattato da un nostro operatore.",
        "Wij hebben uw bericht ontvangen. Wij reageren binnen twee werkdagen.",
        "Uw melding is geregistreerd onder nummer 55102.",
        "We nemen zo snel mogelijk contact met je op.",
    ),
    "other": (
        "Your message to the list is held until the list moderator can review it.",
        "Ihre Nachricht wartet auf die Freigabe durch den Moderator.",
        "Votre message est en attente d'approbation par un modérateur.",
        "Your post to buyers is pending approval by a moderator.",
        "Su mensaje está pendiente de aprobación por el moderador.",
        "Il messaggio è in attesa di approvazione da parte di un moderatore.",
    ),
    "challenge": (
        "Your message is held until you confirm that you are a person: click here.",
        "Bitte bestätigen Sie, dass Sie ein Mensch sind, damit die Nachricht zugestellt wird.",
    ),
}


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in TOLD.items() for text in texts]
)
def test_the_words_tell_which_kind_it_is(kind: str, text: str) -> None:
    assert _kind(text) == kind


@pytest.mark.parametrize(
    "subject",
    [
        "AW: Renewals at Contoso - Abwesenheit",
        "Re: Renewals – Out of Office",
        "RE: Renewals (Absence du bureau)",
        "Re: Renewals: fuera de la oficina",
        "Re: Renewals | Afwezig",
    ],
)
def test_the_end_of_a_subject_may_tell_of_an_absence(subject: str) -> None:
    assert _kind("Bitte wenden Sie sich an Lee Marsh.", subject) == "absence"


@pytest.mark.parametrize("subject", ["Re: Renewals in absence of a plan", "Re: Absence rates, Q3"])
def test_a_subject_that_only_names_absence_tells_nothing(subject: str) -> None:
    assert _kind("Read.", subject) == "other"


def test_a_person_who_names_a_day_is_away_until_then() -> None:
    detail = _judge("Thank you for your message. I am gone fishing until 4 December.").detail
    assert detail == Absence(returns_on=date(2026, 12, 5))


def test_a_newsletter_that_names_a_day_is_no_absence() -> None:
    assert _kind("Our autumn sale goes on until 4 December!") == "other"
