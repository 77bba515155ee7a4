"""Requests to be left alone in German, French, Spanish, Portuguese, Italian and Dutch.

They search one sentence in lower case without accents. A verb alone is not enough in any of
them: people sign off from meetings (abmelden, afmelden) and are on sick leave (de baja), too.
"""

_DE_LIST = r"(?:verteiler|liste|newsletter|datenbank|mailing\w*|kontaktliste|system)"
_DE_WHOSE = r"(?:dem|der|den|ihrem|ihrer|ihren|eurem|eurer|diesem|dieser|allen)"
_DE_TAKE = r"(?:abmelden|austragen|entfernen|loschen|nehmen|streichen|raus ?nehmen|herausnehmen)"
_DE_TAKES = r"(?:nehmen|streichen|loschen|entfernen|tragen|nimm|streich|losche?|entferne?)"
_DE_ME = r"(?:mich|uns|meine \S*adresse|meine \S*daten|diese \S*adresse)"
_DE_MAILS = r"(?:e-?mails?|mails?|nachrichten|werbung|newsletter|werbemails?)"
_DE_WISH = r"(?:^|[,.] |\b(?:bitte|mochte|mochten|will|wollen|wunsche|mir|uns|mehr|und) )"

_GERMAN = (
    (
        r"\b(?:melden|melde|meldet) (?:sie )?(?:mich|uns|diese adresse)\b.{0,40}\bab\s*"
        r"(?:$|[.!,]|bitte|danke)"
    ),
    rf"\b{_DE_ME}\b.{{0,60}}\b{_DE_LIST}\b.{{0,20}}{_DE_TAKE}",
    rf"\b(?:aus|von|vom) (?:{_DE_WHOSE} )?{_DE_LIST} {_DE_TAKE}",
    (
        rf"\b{_DE_TAKES} (?:sie )?(?:bitte )?{_DE_ME}\b.{{0,30}}\b(?:aus|von|vom)\b(?! \d)"
        rf"(?: (?:{_DE_WHOSE} )?{_DE_LIST}|\s*(?:$|[.!,]))"
    ),
    r"\b(?:loschen|entfernen) sie (?:bitte )?meine \S*(?:adresse|daten)\b",
    (
        rf"{_DE_WISH}keine(?:rlei)? (?:weiteren? |mehr )?{_DE_MAILS}(?: mehr)?(?: von ihnen)?"
        r"(?: (?:erhalten|bekommen|senden|schicken|zusenden|haben))?\s*(?:$|[.!,]|bitte|mehr)"
    ),
    (
        r"\b(?:schreiben|kontaktieren|mailen|belastigen|anschreiben)(?: sie)? (?:mich|mir|uns)"
        r" (?:bitte )?nicht (?:mehr|weiter)\b"
    ),
    (
        r"\bbitte (?:mich |uns |mir )?nicht (?:mehr|weiter|langer) (?:kontaktieren|anschreiben"
        r"|schreiben|mailen|belastigen)"
    ),
    r"\b(?:newsletter|mails|mailing|e-mails) (?:bitte )?(?:abbestellen|abmelden)\b",
    r"^(?:bitte )?(?:abmelden|austragen|abbestellen)(?: bitte)?\s*(?:$|[.!])",
    r"\b(?:horen|hor) (?:sie )?(?:bitte )?auf,? (?:mir|mich|uns)\b",
    rf"\bstoppen sie (?:bitte )?(?:die|diese|ihre|alle) {_DE_MAILS}",
)

_FR_LIST = r"(?:liste|base|mailing|newsletter|diffusion|envois?|fichier|e?-?mails?|contacts)"
_FR_WRITE = r"(?:contacter|ecrire|envoyer|solliciter|relancer|importuner)"

_FRENCH = (
    r"\b(?:desinscri(?:re|vez|s)|desabonne[rz]?)[- ](?:moi|nous)\b",
    r"\b(?:me|nous) (?:desinscrire|desabonner)\b",
    (
        r"\b(?:retirez|supprimez|enlevez|rayez|otez|retire|supprime|enleve)-?\s?(?:moi|nous) d"
        rf".{{0,30}}\b{_FR_LIST}"
    ),
    (
        r"\b(?:retire|supprime|enleve)[rz]?\b(?:[- ]\w+)? (?:mon (?:adresse|e-?mail|mail)"
        r"|mes (?:coor)?donnees)"
    ),
    rf"\b(?:me|nous) (?:retirer|supprimer|enlever|rayer|oter) d.{{0,30}}\b{_FR_LIST}",
    rf"\bne plus (?:m'|me |nous ){_FR_WRITE}",
    rf"\b(?:merci|priere|veuillez|souhaite|veux)(?: de)? ne plus (?:recevoir|{_FR_WRITE})",
    r"\bne (?:m'|me |nous )(?:contactez|ecrivez|envoyez|sollicitez|relancez|recontactez) plus\b",
    r"\barret(?:ez|e|er) de (?:m'|me |nous )",
    r"\bne (?:souhaite|veux|desire|souhaitons|voulons) plus (?:recevoir|etre (?:contact|sollicit))",
    (
        r"\b(?:plus|pas) de (?:mails?|e-?mails?|courriels?|messages?|newsletters?)"
        r"(?: de votre part)?"
        r"\s*(?:$|[.!,])"
    ),
)

_ES_LIST = r"(?:lista|base|correos|mailing|envios|registros|boletin)"

_SPANISH = (
    r"\b(?:darme|darnos|denme|deme|dame|dadme|denos|dennos) de baja\b",
    r"\b(?:me|nos) (?:den?|des|puede[ns]? dar) de baja\b",
    (
        rf"\b(?:quiero|deseo|solicito|pido) (?:la |mi )?baja(?: (?:de|en) .{{0,20}}{_ES_LIST}"
        r"|\s*(?:$|[.!,]))"
    ),
    (
        r"\b(?:elimin|quit|borr|sac|saqu|remuev|retir)\w{0,5}(?:me|nos)\b.{0,15}\bde "
        rf"(?:(?:su|sus|la|las|esta|tu|vuestra) )?{_ES_LIST}"
    ),
    (
        r"\b(?:eliminen?|quiten?|borren?|retiren?) (?:mi|nuestra?|mis) (?:correo|direccion|email"
        r"|datos)"
    ),
    (
        r"\bno (?:quiero|deseo|queremos) (?:mas (?:e-?mails?|correos?|mails?|mensajes|publicidad)"
        r"|(?:seguir )?recibi(?:r|endo) (?:mas|sus|estos|tus|vuestros|correos|e-?mails?|mensajes)"
        r"|que me (?:escriban?|contacten?))"
    ),
    r"\b(?:dejen?|dejad|pare|paren) de (?:enviar|escribir|contactar|mandar|molestar)(?:me|nos)?\b",
    (
        r"\bno (?:me|nos) (?:escriba|contacte|envie|mande|escribas|contactes|envies|mandes)n?\b"
        r".{0,25}\bmas\b"
    ),
    r"\bno (?:me|nos) (?:vuelva|vuelvan|vuelvas) a (?:escribir|contactar|enviar)",
    r"\bcancelar (?:mi|la) suscripcion\b",
)

_PT_ME = r"(?:-me|-nos| (?:o )?meu (?:e-?mail|contato|contacto|endereco))\b"

_PORTUGUESE = (
    (
        r"\b(?:me )?descadastr(?:ar|e|em)(?:-me| me)?\b(?: (?:da|do|desta|deste|meu|por favor)"
        r"|\s*(?:$|[.!,]))"
    ),
    rf"\b(?:remov[ae]m?|retirem?|tirem?|excluam?|remover|retirar|tirar|excluir){_PT_ME}",
    (
        r"\b(?:me|nos) (?:remov[ae]m?|retirem?|tirem?|excluam?|remover|retirar|tirar) d[aeo]s? "
        r"(?:(?:sua|vossa|tua|esta) )?(?:lista|base|mailing|e-?mails?)"
    ),
    (
        r"\bnao (?:quero|desejo|gostaria de) (?:mais )?(?:receber|ser contac?tad)(?! (?:o|uma?"
        r"|amanha))"
    ),
    r"\b(?:pare|parem) de (?:me |nos )?(?:enviar|contac?tar|escrever|mandar|incomodar)",
    r"\bnao (?:me|nos) (?:envie|contac?te|escreva|mande)m?\b.{0,25}\bmais\b",
    r"\b(?:cancelar|cancelem?) (?:a )?(?:minha )?(?:inscricao|assinatura)\b",
    r"\b(?:quero|gostaria de|desejo) (?:sair da (?:sua )?lista|ser (?:removid|retirad|excluid))",
)

_IT_LIST = r"(?:lista|mailing|newsletter|database|elenco|vostri|vostra|contatti)"

_ITALIAN = (
    (
        r"\b(?:cancell|rimuov|togli|tog|elimin|disiscriv|depenn)\w{0,5}(?:temi|mi|teci|ci)\b"
        rf"(?: (?:da|dal|dalla|dalle|dai) .{{0,15}}{_IT_LIST}"
        r"|\s*(?:$|[.!,]| (?:subito|per favore)))"
    ),
    rf"\bmi (?:cancell[ia]|rimuov[ae]|tolg[ao]|elimin[ia])(?:no)? da.{{0,15}}{_IT_LIST}",
    r"\b(?:disiscriver(?:mi|ci)|disiscrizione dal)",
    (
        r"\b(?:cancellare|rimuovere|eliminare|cancellate|rimuovete|eliminate)"
        r" (?:il mio|la mia|i miei)"
        r" (?:indirizzo|e-?mail|mail|dati|contatt|nominativo)"
    ),
    (
        r"\bnon (?:voglio|desidero|vorrei|intendo) (?:piu )?(?:ricevere (?:piu |le |i |vostr|altr"
        r"|e-?mail"
        r"|mail|messaggi|questi|queste)|essere (?:piu )?contattat)"
    ),
    r"\b(?:smett(?:ete|i|ila|a|etela)) di (?:scriver|contattar|mandar|inviar)",
    r"\bnon (?:mi |ci )?(?:scriv|contatt|mand|invi)\w{1,8} piu\b",
    r"\bbasta (?:con )?(?:le |queste |altre )?(?:e-?mail|mail|messaggi)\b",
)

_NL_MAILS = r"(?:e-?mails?|mails?|berichten|mailings?|nieuwsbrieven)"
_NL_MEETING = r"(?! voor (?:het|de|onze) (?:vergadering|meeting|afspraak|overleg))"
_NL_LIST = r"(?:\w*lijst|bestand|database|mailing\w*|nieuwsbrief|systeem|adressen)"

_DUTCH = (
    rf"\b(?:schrijf|meld) (?:mij|me|ons)\b.{{0,30}}\b(?:uit|af)\b{_NL_MEETING}",
    r"\b(?:mij|me|ons) (?:\S+ ){0,4}uit te schrijven\b",
    (
        rf"\b(?:haal|verwijder|schrap) (?:mij|me|ons|mijn \S+)\b.{{0,30}}\b(?:van"
        rf"|uit) .{{0,12}}{_NL_LIST}"
    ),
    r"\bverwijder (?:aub |alstublieft )?mijn (?:\S*adres|gegevens|e-?mail)\b",
    rf"\bgeen (?:verdere |nieuwe )?{_NL_MAILS} meer\b",
    rf"^(?:aub |graag )?geen (?:verdere |nieuwe )?{_NL_MAILS}(?: aub| alstublieft| graag)\b",
    r"\b(?:stop|hou op|houd op) met (?:mailen|het sturen|(?:me|mij|ons) |contact|sturen|spammen)",
    (
        r"\b(?:mail|contacteer|benader|schrijf|stuur) (?:mij|me|ons)(?: aub| alstublieft)? "
        r"(?:niet|geen \w+) (?:meer|langer)\b"
    ),
    r"\bneem (?:aub |alstublieft )?geen contact meer\b",
    (
        r"\b(?:wil|willen) (?:(?:ik|mij|me|ons|wij|graag) )*(?:uitschrijven|afmelden"
        rf"|uitgeschreven worden)\b{_NL_MEETING}"
    ),
    r"^(?:graag |aub )?(?:uitschrijven|afmelden)(?: (?:aub|graag|alstublieft))?\s*(?:$|[.!,])",
)

OTHER_LANGUAGES = (*_GERMAN, *_FRENCH, *_SPANISH, *_PORTUGUESE, *_ITALIAN, *_DUTCH)
"""Patterns, each for one sentence."""
