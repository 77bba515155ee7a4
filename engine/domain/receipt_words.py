"""How help desks acknowledge that a mail arrived, in seven languages."""

import re

from engine.domain.absence_words import is_of_oneself

_TICKET = re.compile(
    r"(?:(?:ticket|case|request|inquiry|enquiry|reference) ?(?:#|no\.?|number"
    r"|id)?:? ?[#\[(]?[A-Z]{0,5}-?\d{3,}"
    r"|(?:your|a|the|new|support) (?:\w+ )?(?:ticket|case|request|inquiry|enquiry|message|e-?mail"
    r"|query) (?:\S+ ){0,4}"
    r"(?:has been|have been|was|is) (?:\w+ )?(?:received|created|opened|logged|registered"
    r"|assigned|queued|recorded|updated)"
    r"|(?:we|i)(?: have|['’]ve)? (?:successfully )?(?:received|got) your (?:\w+ )?(?:message"
    r"|e-?mail"
    r"|request|inquiry|enquiry|query|ticket)"
    r"|(?:we(?:['’]ll| will)|someone will|(?:our|a|the) .{2,40} will) (?:\w+ ){0,3}(?:"
    r"(?:get|be) back (?:to|with) you"
    r"|respond|reply|be in touch|contact you|review)"
    r"|ticket|vorgangsnummer|ihre anfrage|bearbeitungsnummer|eingangsbestätigung"
    r"|haben ihre (?:nachricht|e-?mail|mail|anfrage) erhalten"
    r"|votre (?:demande|message|courriel)|accusé de réception|numéro de (?:dossier|demande)"
    r"|(?:hemos recibido|recibimos) su|su (?:solicitud|consulta|mensaje)|número de caso"
    r"|acuse de recibo"
    r"|recebemos (?:a )?sua?|sua (?:solicitação|mensagem)|protocolo"
    r"|abbiamo ricevuto|la sua richiesta|presa in carico|uw (?:aanvraag|verzoek|bericht|vraag)"
    r"|ontvangstbevestiging"
    # English
    r"|(?:typically|usually|normally|generally) (?:repl(?:y|ies)|respond|answer)|aim to (?:reply"
    r"|respond|answer)|important to us|got your (?:message|e-?mail|request)|come back to you"
    # German
    r"|(?:nachricht|anfrage|anliegen|e-?mail|mail|meldung) (?:\S+ ){0,6}?(?:eingegangen|erfasst"
    r"|registriert|angelegt)|wir (?:melden uns|werden uns|kommen .{0,30}auf sie zu"
    r"|bearbeiten|kümmern)"
    r"|ihr(?:em|es)? anliegen"
    # French
    r"|vous (?:répondr|recontacter)\w+|reviendr\w+ vers vous|bien reçu votre|bien été (?:reçue?"
    r"|enregistrée?|prise? en (?:compte|charge))"
    # Spanish
    r"|(?:hemos recibido|recibimos) (?:tu|vuestr)|(?:su|tu) (?:incidencia|petición"
    r"|correo|caso|ticket)"
    r"|nos pondremos en contacto|(?:le|te|os|les) (?:responder|contestar|atender)emos"
    r"|sido registrad[oa]"
    # Portuguese
    r"|recebemos (?:o |a )?(?:seu|sua|vosso|vossa|teu|tua)|(?:o |vosso |seu )(?:pedido"
    r"|chamado|contac?to"
    r"|atendimento) (?:\S+ ){0,3}?(?:regist|receb|abert|criad)|entraremos em contac?to"
    r"|responderemos"
    r"|(?:foi|foram) (?:registr?ad|receb)[oai]d?[oa]?"
    # Italian
    r"|(?:la (?:vostra|tua)|la sua) (?:richiesta|segnalazione|e-?mail|mail)|(?:le|ti|vi)"
    r" risponderemo"
    r"|(?:sarà|verrà|sarai) (?:ri)?contattat|è stat[oa] (?:registrat|ricevut|pres)[oa]"
    # Dutch
    r"|(?:uw|je|jouw) (?:melding|mail|e-?mail|bericht|vraag|aanvraag|verzoek) (?:\S+"
    r" ){0,4}?(?:ontvangen"
    r"|geregistreerd|goed)|(?:wij|we) (?:reageren|nemen .{0,40}contact|komen .{0,30}terug)"
    r"|zo (?:spoedig|snel) mogelijk (?:contact|antwoord|reactie))",
    re.I,
)


_THANKS = re.compile(
    r"thank(?:s| you) for (?:contacting|reaching out|writing|your (?:message|e-?mail|inquiry"
    r"|enquiry)|getting in touch)",
    re.I,
)


def speaks_of_a_ticket(text: str) -> bool:
    """Say whether the text, known to be automatic, acknowledges receipt."""
    words = " ".join(text.replace("’", "'").split())
    thanks = _THANKS.search(words) and not is_of_oneself(words)  # people thank when away, too
    return bool(_TICKET.search(words) or thanks)
