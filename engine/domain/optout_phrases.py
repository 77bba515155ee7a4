"""The requests behind `optout_words`, language by language. Accents are folded, lower case."""

import re

SOLE_WORDS = frozenset(
    {"stop", "stopp", "unsubscribe", "unsubscribe me", "remove", "remove me", "opt out", "opt-out"}
    | {"optout", "opt me out", "stop it", "no more emails", "no more e-mails", "no more mails"}
    | {"take me off", "delete me", "stop emailing", "stop emailing me", "stop mailing me", "end"}
    | {"abmelden", "austragen", "abbestellen", "abmeldung", "keine mails mehr", "aufhoren"}
    | {"desinscription", "desinscrire", "desabonner", "desabonnement", "desinscrivez-moi", "arret"}
    | {"baja", "dar de baja", "darme de baja", "cancelar suscripcion", "alto", "parar"}
    | {"descadastrar", "descadastro", "remover", "sair", "cancelar inscricao", "pare"}
    | {"cancellami", "cancellatemi", "disiscrivimi", "disiscrizione", "rimuovimi", "basta"}
    | {"uitschrijven", "afmelden", "schrijf me uit", "geen mails meer"}
)
"""The whole message, or its first line; politeness is taken away before."""

# A request is refused when the words before it turn it round: "I can't stop …", "don't remove me".
_NOT_TURNED = (
    r"(?<!can't )(?<!cannot )(?<!can not )(?<!don't )(?<!do not )(?<!never )(?<!not )(?<!won't )"
    r"(?<!couldn't )(?<!didn't )(?<!to not )(?<!if you )(?<!if i )"
)
_MAILS = (
    r"(?:e-?mails?|mails?|mailings?|messages?|newsletters?|communications?|outreach|contact"
    r"|correspondence|sequences?|follow-?ups?|marketing|solicitations?|spam)"
)
_LIST = (
    r"(?:(?:mailing|e-?mail|distribution|contact|marketing|outreach|your|this|the|any|all|future"
    r"|further|these|such|sales|database)\s+){0,5}"
    rf"(?:lists?|database|crm|system|sequences?|campaigns?|records|{_MAILS})"
)
_END = r"(?=\s*(?:$|[.!,)]|\b(?:please|thanks|thank|thx|asap|immediately|now|again|anymore|any)\b))"

_ENGLISH = (
    rf"{_NOT_TURNED}\b(?:unsubscribe|opt)\s+(?:me|us|my \w+|this (?:e-?mail )?address)\b(?: out)?",
    rf"^(?:hi |hello |no thanks,? |not interested,? |please |pls |kindly |and )*unsubscribe{_END}",
    rf"\bplease (?:just )?unsubscribe{_END}",
    (
        rf"{_NOT_TURNED}\b(?:remove|delete|take|drop)\s+(?:me|us|my (?:\S+ ){{1,3}}"
        rf"|our (?:\S+ ){{1,3}}"
        rf"|this (?:e-?mail )?(?:address)|\S+@\S+)\s*(?:from|off|out of)\s+(?:of )?{_LIST}"
    ),
    (
        rf"{_NOT_TURNED}\b(?:remove|delete) (?:me|us|my (?:e-?mail(?: address)?|address|data"
        rf"|details"
        rf"|contact details|information)){_END}"
    ),
    rf"{_NOT_TURNED}\btake (?:me|us) off{_END}",
    (
        rf"{_NOT_TURNED}\bstop (?:e-?mailing|contacting|mailing|messaging|spamming|bothering"
        r"|writing|pestering|harassing|calling|reaching out|following up)(?: to| with)? (?:me|us"
        r"|this address)\b"
    ),
    (
        rf"(?:^|[,:] ?|\b(?:please|pls|kindly|just|now|and|so) )stop (?:e-?mailing|contacting"
        rf"|mailing|messaging|spamming|writing|reaching out|following up){_END}"
    ),
    (
        rf"{_NOT_TURNED}\bstop sending (?:(?:to )?(?:me|us)\b(?! the\b)"
        rf"|(?:(?:me|us|these|this|your|any|more|such|all|out) )+{_MAILS}|{_MAILS}{_END})"
    ),
    (
        rf"^(?:\S+ ){{0,3}}(?:do not|don't|never|no longer) (?:contact|e-?mail|mail|message"
        rf"|write(?: to)?|call"
        r"|spam|reach out to|bother|send)(?: (?:to )?(?:me|us))?(?: any)?(?: (?:more|further))?"
        rf"(?: {_MAILS})?(?: (?:again|any ?more|ever|any longer|in (?:the )?future))*\s*"
        r"(?:$|[.!]|,? (?:please|thanks|thank you)\b)"
    ),
    rf"\bno (?:more|further) {_MAILS}\s*(?:$|[.!,]|please|thanks|from you)",
    (
        r"\b(?:want|like|wish|need|love|prefer) (?:you )?to (?:be )?(?:unsubscribed?|removed"
        r"|taken off)\b"
        r"(?! (?:our|his|her|their|some|old))"
    ),
    rf"\b(?:want|like|wish|prefer)(?: \w+)? to opt[ -]?out(?: (?:of|from) {_LIST}|{_END})",
    r"\b(?:please|kindly) opt (?:me|us)? ?out\b",
    r"\bno longer (?:want|wish|care|like) to (?:receive|get|hear|be contacted)",
    (
        rf"\b(?:don't|do not|didn't|did not) (?:want|wish|care) to (?:receive|get|have)(?: any"
        rf"| more"
        rf"| further| these| your| such){{0,3}} ?{_MAILS}"
    ),
    r"\b(?:don't|do not) (?:want|wish|care) to (?:hear from you|be (?:contacted|e-?mailed))",
)
_GERMAN = (
    r"\b(?:melden|melde|meldet) (?:sie )?(?:mich|uns|diese adresse)\b.{0,40}\bab\b(?! dem \d)",
    (
        r"\b(?:mich|uns|meine \S*adresse|diese \S*adresse)\b.{0,60}\b(?:verteiler|liste|newsletter"
        r"|datenbank"
        r"|mailing\w*|kontaktliste)\b.{0,20}(?:abmelden|austragen|entfernen|loschen|nehmen"
        r"|streichen)"
    ),
    (
        r"\b(?:nehmen|streichen|loschen|entfernen|tragen|nimm|streich|losche?"
        r"|entferne?) (?:sie )?(?:bitte )?"
        r"(?:mich|uns|meine \S*(?:adresse|daten)|diese \S*adresse)\b.{0,30}\b(?:aus|von)\b"
    ),
    r"\b(?:loschen|entfernen) sie (?:bitte )?meine (?:\S*adresse|daten)",
    (
        r"\bkeine(?:rlei)? (?:weiteren? |mehr )?(?:e-?mails?|mails?|nachrichten|werbung"
        r"|newsletter)\b"
        r"(?: mehr)?(?: von ihnen)?(?: (?:erhalten|bekommen|senden|schicken|zusenden))?\s*(?:$"
        r"|[.!,]"
        r"|bitte|mehr)"
    ),
    (
        r"\b(?:schreiben|kontaktieren|mailen|belastigen|anschreiben)(?: sie)? (?:mich|mir"
        r"|uns) (?:bitte )?"
        r"nicht (?:mehr|weiter)\b"
    ),
    (
        r"\bbitte (?:mich |uns )?nicht (?:mehr|weiter|langer) (?:kontaktieren|anschreiben|schreiben"
        r"|mailen"
        r"|belastigen)"
    ),
    r"\b(?:newsletter|mails|mailing|e-mails|diese \w+) (?:bitte )?(?:abbestellen|abmelden)\b",
    r"^(?:bitte )?(?:abmelden|austragen|abbestellen)(?: bitte)?\s*(?:$|[.!])",
    r"\b(?:horen|hor) (?:sie )?(?:bitte )?auf,? (?:mir|mich|uns)\b",
)
_FRENCH = (
    r"\b(?:desinscri(?:re|vez|s)|desabonne[rz]?)[- ](?:moi|nous)\b",
    r"\b(?:me|nous) (?:desinscrire|desabonner)\b",
    (
        r"\b(?:retirez|supprimez|enlevez|rayez|otez|retire|supprime|enleve)[- ](?:moi|nous"
        r"|mon adresse|mes"
        r"|mon e-?mail)\b"
    ),
    r"\b(?:me|nous) (?:retirer|supprimer|enlever|rayer|oter) d(?:e|u|es)\b",
    (
        r"\b(?:retirer|supprimer|enlever) (?:mon adresse|mes (?:donnees|coordonnees)|mon (?:e-?mail"
        r"|mail))"
    ),
    (
        r"\bne plus (?:m'|me |nous )?(?:contacter|ecrire|envoyer|solliciter|recevoir|relancer"
        r"|importuner)"
    ),
    r"\bne (?:m'|me |nous )(?:contactez|ecrivez|envoyez|sollicitez|relancez|recontactez) plus\b",
    r"\barret(?:ez|e) de (?:m'|me |nous )",
    r"\bne (?:souhaite|veux|desire|souhaitons|voulons) plus (?:recevoir|etre (?:contact|sollicit))",
    (
        r"\b(?:plus|pas) de (?:mails?|e-?mails?|courriels?|messages?"
        r"|newsletters?)(?: de votre part)?\s*(?:$|[.!,])"
    ),
)
_SPANISH = (
    r"\b(?:darme|darnos|denme|deme|dame|dadme|denos|dennos|dar(?:nos|me)?) de baja\b",
    r"\b(?:me|nos) (?:den?|des|puede[ns]? dar) de baja\b",
    r"\b(?:quiero|deseo|solicito|pido) (?:la |mi )?baja (?:de|del|en)\b",
    (
        r"\b(?:elimin|quit|borr|sac|remuev|retir)\w{0,5}(?:me|nos)\b.{0,15}\bde (?:su|sus|la|esta"
        r"|tu"
        r"|vuestra|las)"
        r" ?(?:lista|base|correos|mailing|envios)"
    ),
    (
        r"\b(?:eliminen?|quiten?|borren?|retiren?) (?:mi|nuestra?|mis) (?:correo|direccion|email"
        r"|datos)"
    ),
    (
        r"\bno (?:quiero|deseo|queremos) (?:mas|recibir|seguir recibiendo|que me (?:escriban?"
        r"|contacten?))"
    ),
    r"\b(?:dejen?|dejad|pare|paren) de (?:enviar|escribir|contactar|mandar|molestar)(?:me|nos)?\b",
    (
        r"\bno (?:me|nos) (?:escriban?|contacten?|envien?|manden?|envies|escribas|mandes"
        r"|contactes)\b.{0,25}\bmas\b"
    ),
    r"\bno (?:me|nos) (?:vuelva|vuelvan|vuelvas) a (?:escribir|contactar|enviar)",
    r"\bcancelar (?:mi|la) suscripcion\b",
)
_PORTUGUESE = (
    (
        r"\b(?:me )?descadastr(?:ar|e|em)(?:-me| me)?\b(?: (?:da|do|desta|deste|meu|por favor)|\s*$"
        r"|[.!,])"
    ),
    (
        r"\b(?:remov[ae]m?|retirem?|tirem?|exclua[m]?|remover|retirar|tirar|excluir)(?:-me|-nos"
        r"| (?:o )?meu e-?mail| (?:o )?meu contato)\b"
    ),
    r"\b(?:me|nos) (?:remov[ae]m?|retirem?|tirem?|exclua[m]?|remover|retirar|tirar) d[aeo]s?\b",
    r"\bnao (?:quero|desejo|gostaria de) (?:mais )?(?:receber|ser contac?tad)",
    r"\b(?:pare|parem) de (?:me |nos )?(?:enviar|contac?tar|escrever|mandar|incomodar)",
    r"\bnao (?:me|nos) (?:envie|contac?te|escreva|mande)m?\b.{0,25}\bmais\b",
    r"\b(?:cancelar|cancelem?) (?:a )?(?:minha )?(?:inscricao|assinatura)\b",
    r"\b(?:quero|gostaria de|desejo) (?:sair|ser (?:removid|retirad|excluid))",
)
_ITALIAN = (
    (
        r"\b(?:cancell|rimuov|togli|tog|elimin|disiscriv|depenn)\w{0,5}(?:temi|mi|teci"
        r"|ci)\b(?: (?:da"
        r"|dal|dalla|dalle"
        r"|dai|subito|per|immediatamente)|\s*(?:$|[.!,]))"
    ),
    r"\bmi (?:cancell[ia]|rimuov[ae]|tolg[ao]|elimin[ia])(?:no)? da",
    r"\b(?:disiscriver(?:mi|ci)|disiscrizione dal)",
    (
        r"\b(?:cancellare|rimuovere|eliminare) (?:il mio|la mia|i miei) (?:indirizzo|e-?mail|mail"
        r"|dati|contatt)"
    ),
    r"\bnon (?:voglio|desidero|vorrei|intendo) (?:piu )?(?:ricevere|essere contattat)",
    r"\b(?:smett(?:ete|i|ila|a|etela)) di (?:scriver|contattar|mandar|inviar)",
    r"\bnon (?:mi |ci )?(?:scriv|contatt|mand|invi)\w{1,8} piu\b",
)
_DUTCH = (
    (
        r"\b(?:schrijf|meld) (?:mij|me|ons)\b.{0,30}\b(?:uit|af)\b(?! (?:voor (?:het"
        r"|de) (?:vergadering|meeting|afspraak)))"
    ),
    (
        r"\b(?:haal|verwijder|schrap) (?:mij|me|ons|mijn (?:e-?mail)?(?:adres"
        r"|gegevens))\b.{0,30}\b(?:van|uit)\b"
    ),
    r"\bverwijder (?:mijn (?:e-?mail)?(?:adres|gegevens))",
    (
        r"\bgeen (?:verdere |nieuwe )?(?:e-?mails?|mails?|berichten"
        r"|mailings?)(?: meer)?(?: (?:ontvangen|sturen"
        r"|van (?:u|jullie|je)))?\s*(?:$|[.!,]|meer|aub)"
    ),
    r"\b(?:stop|hou op|houd op) met (?:mailen|het sturen|(?:me|mij|ons) |contact|sturen|spammen)",
    (
        r"\b(?:mail|contacteer|benader|schrijf|stuur) (?:mij|me|ons)(?: aub| alstublieft)? (?:niet"
        r"|geen \w+) (?:meer|langer)\b"
    ),
    (
        r"\b(?:wil|willen) (?:ik |mij |me |ons |wij |graag )*(?:uitschrijven|afmelden"
        r"|uitgeschreven worden)\b"
        r"(?! voor (?:het|de) (?:vergadering|meeting|afspraak))"
    ),
    r"^(?:graag |aub )?(?:uitschrijven|afmelden)(?: (?:aub|graag|alstublieft))?\s*(?:$|[.!,])",
)

MAIL_REQUESTS = tuple(
    re.compile(pattern)
    for language in (_ENGLISH, _GERMAN, _FRENCH, _SPANISH, _PORTUGUESE, _ITALIAN, _DUTCH)
    for pattern in language
)
"""Each searches one sentence of a mail."""

TEXT_PHRASES = tuple(
    re.compile(pattern)
    for pattern in (
        (
            rf"{_NOT_TURNED}\bstop (?:texting|messaging|contacting|sending|calling|bothering"
            rf"|harassing|spamming"
            r"|these|this|the (?:texts|messages))\b"
        ),
        (
            r"^(?:please |pls |plz |just |no )*stop+(?: (?:it|now|please|pls|plz|thanks|thank you"
            r"|this|already))+$"
        ),
        r"^(?:please |pls |plz |just )+stop+$",
        rf"{_NOT_TURNED}\b(?:remove|delete|unsubscribe) (?:me|us|my number|this number)\b",
        rf"{_NOT_TURNED}\btake (?:me|us|my number|this number) off\b",
        rf"{_NOT_TURNED}\bopt (?:me |us )?out\b",
        (
            r"\b(?:don't|dont|do not|never|no more) (?:text|texts|texting|contact|message|messages"
            r"|messaging|call)\b"
        ),
        r"\bwrong (?:number|person|#)",
        r"\b(?:lose|loose|forget) (?:my|this) number\b",
        r"\bleave me alone\b",
        r"\bno longer (?:want|wish) to (?:receive|get)\b",
    )
)
"""Each searches a text message whose punctuation is taken away."""
