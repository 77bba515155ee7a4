"""Requests to be left alone in French, Spanish, Portuguese and Italian.

They search one sentence in lower case without accents. A verb alone is not enough in any of
them: people are on sick leave (de baja) or have meetings cancelled, too.
"""

_FR_LIST = r"(?:liste|base|mailing|newsletter|diffusion|envois?|fichier|e?-?mails?|contacts)"
_FR_WRITE = (
    r"(?:contacter|recontacter|ecrire|envoyer|solliciter|relancer|importuner|harceler|spammer"
    r"|deranger|appeler|mailer)"
)
_FR_MAILS = r"(?:e-?mails?|mails?|courriels?|messages?|newsletters?|envois?|relances?|spams?)"
_FR_OTHER = r"(?! (?:de |des |la |le |les |vos )?(?:papier|factures?|version|brochures?))"
_FR_NOW = (
    r"(?: (?:immediatement|tout de suite|svp|maintenant|donc|enfin|desormais|de suite"
    r"|s'il (?:vous|te) plait|un peu|sans delai),?)*"
)

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
    rf"\bne plus (?:jamais )?(?:m'|me |nous ){_FR_WRITE}",
    (
        rf"\b(?:merci|priere|veuillez|souhaite|veux)(?: de)? ne plus (?:jamais )?(?:recevoir"
        rf"|{_FR_WRITE})"
    ),
    r"\bne (?:m'|me |nous )(?:contactez|ecrivez|envoyez|sollicitez|relancez|recontactez) plus\b",
    (
        rf"\b(?:cess|arret)(?:ez|e|er|ons){_FR_NOW} (?:de (?:m'|me |nous ){_FR_WRITE}|d'{_FR_WRITE}"
        rf"|de {_FR_WRITE} des {_FR_MAILS}|(?:avec )?(?:vos|ces|les|tes|tout) (?:\w+ )?{_FR_MAILS})"
    ),
    (
        rf"\b(?:laisse[rz]?|fiche[rz]?|fichez|foute[rz]?|foutez)[- ](?:moi|nous){_FR_NOW} "
        r"(?:tranquilles?|en paix|la paix)\b"
    ),
    (
        rf"\b(?:cesser|arreter){_FR_NOW} (?:tout|toute|vos|ces) (?:\w+ )?(?:{_FR_MAILS}|contact"
        r"|communication|sollicitations?|demarchage)"
    ),
    r"\b(?:demande|exige|souhaite) la suppression de mes (?:donnees|coordonnees)",
    rf"\bje m'oppose a .{{0,50}}(?:donnees|prospection|{_FR_MAILS})",
    (
        rf"\bne (?:souhaite|veux|desire|souhaitons|voulons) plus (?:recevoir{_FR_OTHER}|etre "
        rf"(?:contact|sollicit))"
    ),
    (
        r"\b(?:(?:plus|pas) (?:de|aucun)|stop aux?) (?:mails?|e-?mails?|courriels?"
        r"|messages?|newsletters?)"
        r"(?: de votre part)?(?: svp| merci)?\s*(?:$|[.!,])"
    ),
)

_ES_LIST = r"(?:lista|base|correos|mailing|envios|registros|boletin)"

_ES_NOW = r"(?: (?:ya|inmediatamente|de inmediato|por favor|ahora mismo|ahora),?)*"

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
    (
        rf"\b(?:dejen?|deja|dejad|pare|paren|cesen?|ces[ae]){_ES_NOW} (?:de|en) "
        r"(?:enviar|escribir|contactar|mandar|molestar|acosar|spamear)(?:me|nos|le)?\b"
    ),
    rf"\b(?:dejen?|deja|dejad)(?:me|nos)?(?: me| nos)?{_ES_NOW} (?:en paz|tranquil[oa]s?)\b",
    (
        r"\bno (?:quiero|deseo|queremos|deseamos) (?:volver a )?(?:ser|que me|que nos|recibir nada)"
        r"(?: vuelvan? a)? ?(?:contactad|escrib|contact|mas\b)"
    ),
    r"\bno (?:me|nos) (?:escriba|contacte|mande|envie)[sn]? (?:nunca )?(?:mas|nada mas)\b",
    (
        r"(?:^|[,.] ?)(?:no|ni un[oa]?|basta de) (?:mas )?(?:correos?|e-?mails?|mails?|mensajes)"
        r"(?: mas)?(?:,? (?:por favor|gracias))?\s*(?:$|[.!,])"
    ),
    r"\b(?:borr|elimin|quit|sac)\w{1,3}(?:me|nos)(?:,? (?:por favor|ya|gracias))?\s*(?:$|[.!,])",
    r"\bsolicito la (?:eliminacion|supresion|cancelacion) de mis? (?:datos|correo|direccion)",
    r"\bcancelen? (?:mi|la) suscripcion\b",
    r"\bme opongo al? .{0,50}(?:datos|publicidad|correos?|comunicaciones)",
    (
        r"\bno (?:me|nos) (?:escriba|contacte|envie|mande|escribas|contactes|envies|mandes)n?\b"
        r".{0,25}\bmas\b"
    ),
    r"\bno (?:(?:me|nos) )?vuelva[ns]? a (?:escribir|contactar|enviar|mandar|llamar)(?:me|nos|\b)",
    r"\bcancelar (?:mi|la) suscripcion\b",
)

_PT_ME = r"(?:-me|-nos| (?:o )?meu (?:e-?mail|contato|contacto|endereco))\b"

_PT_NOW = r"(?: (?:imediatamente|ja|agora|por favor|de imediato|de vez),?)*"

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
        r"\bnao (?:quero|desejo|gostaria de) (?:mais )?(?:receber|ser contac?tad)(?! (?:o|a|uma?"
        r"|amanha|hoje)\b(?! (?:su|seu|voss|tu|newsletter|e-?mail)))"
    ),
    (
        rf"\b(?:pare|parem|cessem?|deixem?|deixa|para){_PT_NOW} de (?:me |nos )?"
        r"(?:enviar|contac?tar|escrever|mandar|incomodar|chatear|importunar)"
    ),
    rf"\b(?:deixem?|deixa)(?:-me|-nos){_PT_NOW} em paz\b|\b(?:me|nos) deixem?{_PT_NOW} em paz\b",
    r"\bnao (?:me |nos )?(?:volte|voltem|tornem?) a (?:me |nos )?(?:contac?t|escrev|envi|mand)",
    r"\bnao (?:me|nos) (?:envi|contac?t|escrev|mand)\w{1,3} (?:nunca )?mais\b",
    r"\b(?:chega|basta) de (?:e-?mails?|mensagens|contac?tos|spam)\b",
    r"\bnao quer(?:o|emos) (?:receber )?mais (?:e-?mails?|mensagens|contac?tos?|nada)\b",
    (
        r"\bsolicito a (?:remocao|exclusao|eliminacao) d[eo]s? (?:meus? )?"
        r"(?:e-?mail|dados|contac?to|nome)"
    ),
    r"\b(?:me|nos) (?:remova|retire|tire|exclua)m? (?:d|dess|dest)[aeo]s? (?:lista|base|mailing)",
    r"\bnao autorizo o (?:uso|tratamento) d[eo]s? meus? (?:dados|e-?mail|contac?to)",
    r"\boponho-me a[o]? .{0,50}(?:dados|marketing|e-?mails?)|\bme oponho a[o]? .{0,50}dados",
    r"\bnao (?:me|nos) (?:envie|contac?te|escreva|mande)m?\b.{0,25}\bmais\b",
    r"\b(?:cancelar|cancelem?) (?:a )?(?:minha )?(?:inscricao|assinatura)\b",
    r"\b(?:quero|gostaria de|desejo) (?:sair da (?:sua )?lista|ser (?:removid|retirad|excluid))",
)

_IT_LIST = r"(?:lista|mailing|newsletter|database|elenco|vostri|vostra|contatti)"

_IT_MAILS = r"(?:e-?mail|mail|messaggi|comunicazioni|newsletter)"
_IT_NOW = r"(?: (?:subito|immediatamente|per favore|ora|adesso),?)*"

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
        r"\bnon (?:voglio|desidero|vorrei|intendo) (?:piu )?(?:ricevere (?:piu |le |i "
        r"|vostr|altr|nulla|niente"
        r"|e-?mail"
        r"|mail|messaggi|questi|queste)|essere (?:piu )?contattat)"
    ),
    (
        rf"\b(?:smett(?:ete|i|ila|a|etela|erla|ere)|cess(?:ate|i|a|are)){_IT_NOW} (?:di|con) "
        rf"(?:scriver|contattar|mandar|inviar|spammar|disturbar|queste {_IT_MAILS}|le {_IT_MAILS})"
    ),
    r"\bnon (?:mi |ci )?(?:scriv|contatt|mand|invi|disturb)\w{1,8} (?:mai )?piu\b",
    rf"\b(?:lasciate|lasci|lascia)(?:mi|ci){_IT_NOW} (?:in pace|stare)\b",
    r"\b(?:la|mi|ci) lasci(?:no|ate)?(?: \w+)? in pace\b",
    r"\b(?:vorrei|voglio|desidero|chiedo di) essere (?:cancellat|rimoss|tolt|eliminat)[oai] da",
    r"\bdiffido dal? .{0,15}(?:contattar|scriver|inviar)",
    (
        r"\b(?:chiedo|richiedo) la (?:cancellazione|rimozione) d\w+ .{0,20}(?:dati"
        r"|indirizzo|contatt"
        r"|e-?mail|mail|lista|nominativo)"
    ),
    rf"\bnon (?:voglio|desidero|vogliamo) (?:piu )?(?:altre |le vostre |vostre ){_IT_MAILS}\b",
    rf"\bnon (?:voglio|desidero|vogliamo) piu {_IT_MAILS}\b|\bmi oppongo al .{{0,50}}dati\b",
    r"\bmi (?:tolga|tolgano|cancelli|cancellino|rimuova|elimini)\s*(?:$|[.!,]|per favore)",
    r"\bbasta (?:con )?(?:le |queste |altre )?(?:e-?mail|mail|messaggi)\b",
)

ROMANCE = (*_FRENCH, *_SPANISH, *_PORTUGUESE, *_ITALIAN)
"""Patterns, each for one sentence."""
