"""What machines write when they answer: subjects, absences, receipts, departures, challenges."""

import re

_ABSENCE_SUBJECT = (
    r"out[ -]of[ -](?:the )?office(?: (?:auto-?)?(?:reply|response|notification))?|ooo|oof"
    r"|abwesenheits\w*|abwesend\w*|nicht im (?:büro|haus)|urlaubs?(?:meldung|vertretung|notiz)"
    r"|absen(?:ce|t|te)|absence du bureau|message d['’]absence|absent du bureau"
    r"|notification d['’]absence"
    r"|fuera de (?:la )?oficina|ausente|mensaje de ausencia|aviso de ausencia"
    r"|ausência|fora do escritório|mensagem de ausência|fuori (?:ufficio|sede)|assente"
    r"|messaggio di assenza|afwezig\w*|niet aanwezig|niet op kantoor"
    r"|frånvaro\w*|fraværs?\w*|ikke til stede|poissaolo\w*|nieobecno\w*|poza biurem"
    r"|mimo kancelář|nepřítomn\w*|távollét\w*|absen[țt]\w*|dışarıda|отсутств\w*|нет на месте"
    r"|不在|外出|自動応答"
    r"|vacation (?:reply|response|message)|away from (?:the |my )?(?:office|desk)"
)
_ANSWER_SUBJECT = (
    r"auto(?:matic|mated|mátic[ao]|matische?|matisk|matica|matique)?[ -]?(?:reply|response"
    r"|respon[ds]er"
    r"|answer|antwort|antwoord|svar|risposta|réponse)|auto|autoreply|autosvar|autoreplied"
    r"|automatische (?:antwort|nachricht|rückantwort|e-?mail-?antwort)|autom\. antwort"
    r"|réponse automatique|réponse auto|respuesta automática|contestación automática"
    r"|resposta automática|risposta automatica|automatisch(?:e)? (?:antwoord|bericht|reactie"
    r"|beantwoord)"
    r"|automatiskt? svar|automatisk svar|automaattinen vastaus|automatyczna odpowiedź"
    r"|odpowiedź automatyczna|automatická odpověď|automatikus válasz|răspuns automat"
    r"|otomatik yanıt|автоматический ответ|автоответ|αυτόματη απάντηση|自动回复|自動回覆|自動返信"
    r"|자동 ?(?:회신|응답)|automatski odgovor|samodejni odgovor|resposta automàtica"
)
_IS_ABSENCE_SUBJECT = re.compile(rf"^\W*(?:{_ABSENCE_SUBJECT})(?!\w)", re.I)
_IS_ANSWER_SUBJECT = re.compile(rf"^\W*(?:{_ANSWER_SUBJECT})\s*(?:[:\-–—\])|：]|$)", re.I)
_SEPARATED = re.compile(
    rf"^\W*(?:{_ABSENCE_SUBJECT})\s*(?:[:\-–—\])|：]|$|(?:re|fwd?|aw|wg|sv|tr|rv|r|vs) ?:)", re.I
)

_ABSENCE = re.compile(
    r"(?:travell?ing|(?:be|am|i['’]m) back\b|return(?:ing)? (?:on|to (?:the )?(?:office|work))"
    r"|(?:when|after|once|upon) (?:i |my )return|out of (?:the |our )?office(?! hours)"
    r"|away from (?:the |my )?(?:office|desk|e-?mail)"
    r"|on (?:\w+ )?leave"
    r"|on (?:a |my |annual )?(?:holiday|vacation|pto)\b|\bon pto\b|annual leave|currently (?:away"
    r"|travel)"
    r"|(?:limited|no|intermittent) access to (?:my )?e-?mail|(?:will be|am) (?:away|back"
    r"|out) (?:until|from|on)"
    r"|maternity|paternity|parental leave|office is closed|we are closed|public holiday"
    r"|nicht im (?:büro|haus)|abwesen|außer haus|im urlaub|in elternzeit|in mutterschutz"
    r"|wieder (?:da|erreichbar"
    r"|im büro|für sie)|nicht erreichbar|keinen zugriff auf (?:meine|e-?mail)|betriebsferien"
    r"|absente? (?:du|jusqu|de)|actuellement absent|en (?:congés?|vacances)|de retour"
    r"|en déplacement"
    r"|hors du bureau|je suis absent|serai absent"
    r"|fuera de (?:la |mi )?oficina|de vacaciones|ausente|estaré de vuelta|me encuentro ausente"
    r"|de baja (?:por|médica)"
    r"|fora do escritório|de férias|em férias|estou ausente|estarei ausente|licença"
    r"|fuori (?:ufficio|sede)|in ferie|sono assente|sarò assente|assente (?:dal|fino)|in maternità"
    r"|niet op kantoor|afwezig|met vakantie|op vakantie|met verlof|niet aanwezig|weer (?:aanwezig"
    r"|bereikbaar|op kantoor))",
    re.I,
)
_GONE = re.compile(
    r"(?:no longer|not any ?more) (?:\w+ ){0,2}(?:works?|working|employed|with (?!access)"
    r"|at (?!my desk)|part of|a member"
    r"|an employee|active|monitored|in use|valid|exists?)"
    r"|has left (?:the |our )?(?:company|organi[sz]ation|firm|business|team|[A-Z])"
    r"|left the (?:company|organi[sz]ation|firm)"
    r"|(?:this|my|the) (?:e-?mail )?(?:address|mailbox|account) (?:is|has been) (?:no longer"
    r"|closed|deactivated|discontinued)"
    r"|nicht mehr (?:\w+ ){0,3}(?:tätig|beschäftigt|im unternehmen|bei uns|für .{2,30} tätig"
    r"|angestellt|teil)"
    r"|(?:hat|habe) (?:das unternehmen|die firma) verlassen|(?:unternehmen|firma) .{0,20}verlassen"
    r"|arbeitet nicht (?:mehr|länger)|adresse .{0,30}nicht mehr (?:aktiv|gültig|genutzt|verwendet)"
    r"|ne (?:fait|fais|travaille) plus (?:partie|chez|pour|dans|au)|a quitté (?:l['’]entreprise"
    r"|la société|ses fonctions|notre)"
    r"|n['’]est plus (?:\w+ ){0,2}(?:salarié|employé|dans|chez|active|valide)"
    r"|ya no (?:trabaja|forma parte|pertenece|está (?:en|activ)|labora)|ha dejado (?:la empresa"
    r"|de trabajar)"
    r"|(?:já )?não (?:trabalha|faz) (?:mais|parte|aqui)|não faz mais parte|deixou a empresa"
    r"|não pertence mais"
    r"|non (?:lavora|fa) più|non è più (?:in azienda|dipendente|attiv|presente)"
    r"|ha lasciato (?:l['’]azienda|la società)"
    r"|(?:niet (?:meer|langer)) (?:werkzaam|in dienst|actief|bij)|werkt niet (?:meer|langer)"
    r"|is uit dienst"
    r"|heeft (?:ons bedrijf|de organisatie|het bedrijf) verlaten",
    re.I,
)
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
    r"|(?:we(?:['’]ll| will)|someone will|(?:our|a) .{2,40} will) (?:\w+ ){0,3}(?:get back to you"
    r"|respond|reply|be in touch|contact you|review)"
    r"|thank you for (?:contacting|reaching out to|your (?:message|e-?mail|inquiry|enquiry)"
    r"|getting in touch)"
    r"|ticket|vorgangsnummer|ihre anfrage|bearbeitungsnummer|eingangsbestätigung"
    r"|haben ihre (?:nachricht|e-?mail|mail|anfrage) erhalten"
    r"|votre (?:demande|message|courriel)|accusé de réception|numéro de (?:dossier|demande)"
    r"|(?:hemos recibido|recibimos) su|su (?:solicitud|consulta|mensaje)|número de caso"
    r"|acuse de recibo"
    r"|recebemos (?:a )?sua?|sua (?:solicitação|mensagem)|protocolo"
    r"|abbiamo ricevuto|la sua richiesta|presa in carico|uw (?:aanvraag|verzoek|bericht|vraag)"
    r"|ontvangstbevestiging)",
    re.I,
)
_RECEIPT = re.compile(
    r"(?:your (?:\w+ )?(?:ticket|case|request|inquiry|enquiry|query) (?:\S+ ){0,4}(?:has been"
    r"|was) (?:\w+ )?"
    r"(?:received|created|opened|logged|registered)|(?:ticket"
    r"|case) (?:\S+ ){0,3}has been (?:created|opened|received)"
    r"|this is an auto(?:matic|mated|matically|-)|automatically generated|do not reply to this"
    r"|please type your reply above"
    r"|dies ist eine automatisch|automatisch (?:generiert|erstellt|erzeugt)"
    r"|ceci est (?:un message|une réponse) automatique"
    r"|(?:este es un|esta é uma) mensaj?em? automátic|mensaje automático|mensagem automática"
    r"|messaggio automatico"
    r"|automatisch(?:e)? (?:bericht|gegenereerd))",
    re.I,
)
_CHALLENGE = re.compile(
    r"(?:(?:confirm|verify|prove) (?:that )?(?:you(?:['’]re| are)|your(?:self| message| e-?mail"
    r"| address| identity)).{0,80}"
    r"|(?:click|follow|visit|reply).{0,60}(?:so that|to (?:have|get|let|deliver|release|complete"
    r"|confirm|authenticate)).{0,40}(?:message|e-?mail|verification|sender)"
    r"|challenge[- /]response|sender verification|verify(?:ing)? senders?|spam ?arrest|boxbe"
    r"|mailinblack|bluebottle|sendio|captcha"
    r"|(?:hold|held|waiting|pending|quarantine).{0,60}(?:verif|confirm|authenticat|approv)"
    r"|bestätigen sie.{0,80}(?:absender|mensch|zugestellt)|(?:authentifi"
    r"|confirmer).{0,60}(?:expéditeur|message (?:soit|sera))"
    r"|confirm\w+ .{0,40}(?:remitente|remetente|mittente|afzender))",
    re.I,
)


def is_absence_subject(subject: str) -> bool:
    """Say whether the subject itself begins with "Out of office" and the like."""
    return bool(_IS_ABSENCE_SUBJECT.match(subject.strip()))


def is_automatic_subject(subject: str) -> bool:
    """Say whether a machine's prefix begins the subject ("Automatic reply: …", "Absence: …").

    "Re: Automatic reply: …" is a person's answer to a machine.
    """
    subject = subject.strip()
    return bool(_IS_ANSWER_SUBJECT.match(subject) or _SEPARATED.match(subject))


def speaks_of_absence(text: str) -> bool:
    """Say whether the text speaks of somebody being away."""
    return bool(_ABSENCE.search(text))


def speaks_of_departure(text: str) -> bool:
    """Say whether the text says that somebody has left, or an address is given up, for good."""
    return bool(_GONE.search(text))


def speaks_of_a_ticket(text: str) -> bool:
    """Say whether the text, known to be automatic, acknowledges receipt."""
    return bool(_TICKET.search(text))


def is_machine_boilerplate(text: str) -> bool:
    """Say whether the text calls itself automatic, or is a receipt as only machines write them."""
    return bool(_RECEIPT.search(text))


def speaks_of_a_challenge(text: str) -> bool:
    """Say whether the text asks the sender to prove that a person wrote."""
    return bool(_CHALLENGE.search(text))
