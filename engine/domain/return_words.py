"""The words around a day of return, or a last day away, in seven languages.

All are patterns for one line in lower case without accents; a date stands before or behind them.
"""

GAP = (
    r"(?:(?!\b(?:until|till|bis|jusqu|hasta|ate|fino|tot|after|nach|apres|despues|depois|dopo)\b)"
    r"[^\d.;!?]){0,45}?"
)
_NOT = (
    r"(?<!not )(?<!pas )(?<!no estare )(?<!no estoy )(?<!nao estarei )(?<!nao estou )(?<!non saro )"
    r"(?<!non sono )(?<!nicht )(?<!niet )"
)
# Language → (words before the day of return, words after it).
BACK = {
    "en": (
        (
            r"(?<!call )(?<!write )\b(?:back|return(?:ing|s)?|resum(?:e|es|ing)|available again"
            rf"|reachable again|{_NOT}available (?:from|on|as of|starting)|reopen(?:s|ing)?"
            rf"|open again)"
        ),
        (
            r"(?:(?:i|we)(?:'ll| will| am|'m| are|'re)? )(?:be )?(?:back|return|available"
            r"|reachable|open"
            r"|reopen)|back\b"
        ),
    ),
    "de": (
        (
            r"\b(?:wieder(?!holen|um)|zuruck(?! ?ruf)|zuruckgekehrt|ruckkehr"
            rf"|{_NOT}(?:erreichbar|verfugbar) ab)"
        ),
        r"(?:\w+ ){0,4}?(?:wieder|zuruck)",
    ),
    "fr": (
        (
            r"\b(?:retour|reviens|reviendrai|rentre|rentrerai|de nouveau|a nouveau|reprends"
            r"|reprendrai|reprise|rouvr\w+|reouverture"
            rf"|{_NOT}(?:joignable|disponible|presente?) (?:a|des)\b)"
        ),
        (
            r"je (?:serai|suis) (?:de retour|a nouveau|joignable|disponible)|je "
            r"(?:reviens|reviendrai"
            r"|rentre|rentrerai|reprends|reprendrai)|de retour|nous rouvr"
        ),
    ),
    "es": (
        (
            r"\b(?:vuelv[oa]|volvere|regres[oa]|regresare|de vuelta|reincorpor\w+|retorn\w+"
            rf"|nuevamente|reabr\w+|reapertura|{_NOT}disponible (?:a|desde)\b)"
        ),
        (
            r"(?:estare|estoy) (?:de (?:vuelta|regreso)|disponible|nuevamente)|vuelvo"
            r"|volvere|regreso\b"
            r"|regresare|me reincorpor|reabr"
        ),
    ),
    "pt": (
        (
            r"\b(?:volto|voltarei|retorn[oa]|retornarei|de volta|regress[oa]|regressarei|novamente"
            rf"|reabr\w+|{_NOT}disponivel a\b)"
        ),
        (
            r"(?:estarei|estou) (?:de volta|disponivel|novamente)|volto|voltarei"
            r"|regresso|regressarei"
            r"|retorno|retornarei|reabr"
        ),
    ),
    "it": (
        (
            r"\b(?:torno|tornero|rientr[oa]|rientrero|ritorno|di nuovo|nuovamente"
            r"|riapr\w+|riapertura"
            rf"|{_NOT}(?:disponibile|in ufficio|raggiungibile|reperibile) (?:da|a partire)\b)"
        ),
        (
            r"(?:saro|sono) (?:di nuovo|nuovamente|di ritorno|disponibile|in ufficio|raggiungibile)"
            r"|torno|tornero|rientro|rientrero|riapr"
        ),
    ),
    "nl": (
        rf"\b(?:terug|weer|wederom|heropen\w*|{_NOT}(?:bereikbaar|aanwezig) vanaf)",
        r"(?:\w+ ){0,4}?(?:weer|terug)",
    ),
}
AFTER = {
    "en": r"\bafter\s+",
    "de": r"\bnach(?: dem)?\s+",
    "fr": r"\bapres(?: le)?\s+",
    "es": r"\bdespues del?\s+",
    "pt": r"\bdepois d[eo](?: dia)?\s+",
    "it": r"\bdopo (?:il |l')",
    "nl": r"\bna\s+",
}
# People begin a sentence with the day as well: "Monday 7 December I'll be back".
_AT_ONCE = r"(?:^|[.;!?:,(]\s+|\b(?:and|und|et|y|e|ed|en)\s+)"
FROM = {
    "en": rf"(?:\b(?:on|from|as of|starting)\s+|{_AT_ONCE})",
    "de": rf"(?:(?<!guten )\b(?:(?:ab|am|vom|in)\s+|(?=morgen\b|ubermorgen\b))|{_AT_ONCE})",
    "fr": rf"(?:\b(?:a partir d[ue]|a compter du|des le|le|en)\s+|{_AT_ONCE})",
    "es": rf"(?:\b(?:a partir del?|desde el|el)\s+|{_AT_ONCE})",
    "pt": rf"(?:\b(?:a partir d[eo]|no dia|em|na)\s+|{_AT_ONCE})",
    "it": rf"(?:\b(?:a partire dal(?:la)?|dal(?:la)?|il|da)\s+|{_AT_ONCE})",
    "nl": rf"(?:\b(?:vanaf|op|per|in)\s+|(?=overmorgen\b)|{_AT_ONCE})",
}
LAST_DAY = {
    "en": r"\b(?:until|till|through|thru|up to)\s+(?:and including\s+)?",
    "de": r"\bbis\s+(?:zum\s+|einschliesslich\s+|einschl\. |inkl\. |inklusive\s+|und mit\s+)*",
    "fr": r"\bjusqu(?:'au|'a|e)\s+(?:et y compris\s+)?",
    "es": r"\bhasta\s+(?:el\s+)?",
    "pt": r"\bate\s+(?:ao?\s+|o\s+)?",
    "it": r"\b(?:fino|sino)\s+a(?:l|ll'|d)?\s*",
    "nl": r"(?:\btot en met|\bt/m|\bt\.e\.m\.)\s+",
}
DAY_BEFORE_WHICH = {  # on the day that is named they are there again
    "nl": r"\btot\s+(?!en met)",
    "en": r"\b(?:not|n't)\b[^.;!?]{0,40}\b(?:return|back|available|in)\b[^.;!?\d]{0,25}\buntil\s+",
}
