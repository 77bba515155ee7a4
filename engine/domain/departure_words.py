"""How people and their servers say that somebody left, or that a mailbox is given up, for good."""

import re

_NAMED = r"(?-i:[A-Z]\w+)(?! for (?:the|a|my|two|vacation|holiday))"  # a company's name
_MAILBOX_EN = r"(?:this|my|the|his|her) (?:(?:e-?mail|old) ?)?(?:address|mailbox|account|inbox)"
_MAILBOX_DE = (
    r"(?:dieses?|mein|das|seine?|ihre?|diese) (?:e-?mail-?)?(?:postfach|adresse|konto|account)"
)
_MAILBOX_FR = r"(?:cette|ma|mon|la) (?:boîte|adresse|messagerie|compte|bal)"
_MAILBOX_ES = r"(?:este|esta|mi|el|la) (?:buzón|cuenta|correo|dirección|casilla)"
_MAILBOX_PT = r"(?:este|esta|o|a|meu|minha) (?:endereço|caixa|conta|e-?mail)"
_MAILBOX_IT = r"(?:questa|questo|la|il|mia|mio) (?:casella|indirizzo|account|e-?mail)"
_MAILBOX_NL = r"(?:deze|dit|mijn|de|het) (?:mailbox|postbus|e-?mailadres|mailadres|account|adres)"

_GONE = re.compile(
    # English
    r"(?:no longer|not any ?more) (?:\w+ ){0,2}(?:works?|working|employed|with (?!access)"
    r"|at (?!my desk)|part of|a member|an employee|active|monitored|in use|valid|exists?)"
    r"|\b(?:has|have|had|'ve|'s|will have) (?:now |recently |since )?(?:left|departed)(?: from)? "
    rf"(?:(?:the|our|my) (?:company|organi[sz]ation|firm|business|team|group)|{_NAMED})"
    rf"|\b(?:i|she|he) left (?:(?:the|our) (?:company|organi[sz]ation|firm)|{_NAMED})"
    r"|\bleft the (?:company|organi[sz]ation|firm)|\bparted (?:ways|company)|\bmoved on from\b"
    r"|\b(?:has|have|'ve|'s) (?:now |recently |since )?(?:retired|resigned)\b|\bi (?:am"
    r"|'m) (?:now )?"
    r"retired\b|\b(?:i|she|he) retired (?:on|in|from|at)\b|\bam leaving (?:the|our) company"
    r"|\b(?:last (?:working )?day|last day of work)\b.{0,40}\bwas\b|\bwas my last (?:working )?day"
    rf"|{_MAILBOX_EN} (?:(?:is|has been|was|will be|is being|will soon be) (?:no longer"
    rf"|permanently )?"
    r"(?:closed|deactivated|discontinued|deleted|disabled|retired|decommissioned|shut down)"
    r"|(?:is|has been) no longer)"
    # German
    r"|nicht (?:mehr|länger) (?:\w+ ){0,3}(?:tätig|beschäftigt|im unternehmen|bei (?:uns|der|"
    rf"{_NAMED})|für .{{2,30}} tätig|angestellt|teil)"
    rf"|(?:hat|habe) (?:das unternehmen|die firma|uns|{_NAMED}) .{{0,40}}?verlassen"
    r"|(?:unternehmen|firma) .{0,20}verlassen|arbeite[t]? nicht (?:mehr|länger)"
    r"|(?:im|in den|in) (?:wohlverdienten )?(?:ruhestand|rente)\b|\bpensioniert\b|\baus .{2,40}"
    r" ausgeschieden|\bist ausgeschieden|letzter arbeitstag (?:war|bei)"
    rf"|{_MAILBOX_DE} (?:\w+ ){{0,4}}?(?:wird|wurde|ist) (?:\S+ ){{0,3}}?(?:geschlossen|gelöscht"
    r"|deaktiviert|abgeschaltet|stillgelegt|eingestellt|nicht (?:mehr|länger))"
    r"|adresse .{0,30}nicht mehr (?:aktiv|gültig|genutzt|verwendet|gelesen)"
    # French
    r"|\bne (?:fait|fais|travaille) plus (?:partie|chez|pour|dans|au)|n'exerce plus"
    rf"|\b(?:a|ai|'ai) quitté (?:l'entreprise|la société|ses fonctions|mes fonctions"
    rf"|notre|{_NAMED})"
    r"|n'(?:est|suis) plus (?:\w+ ){0,2}(?:salarié|employé|dans|chez|active|valide|en poste)"
    r"|\b(?:suis|est|parti|partie|pris|prends?) (?:désormais )?(?:à la|en|sa|ma) retraite\b"
    rf"|{_MAILBOX_FR} (?:\S+ ){{0,4}}?(?:sera|va être|est|a été) (?:\w+ )?(?:fermée?|supprimée?"
    rf"|désactivée?|clôturée?)|{_MAILBOX_FR} (?:\S+ ){{0,3}}?n'est plus"
    # Spanish
    r"|\bya no (?:trabaj[ao]|forma parte|formo parte|pertene\w+|está (?:en|activ)|labor[ao])"
    r"|\b(?:ha|he) (?:dejado|abandonado) (?:la empresa|la compañía|de trabajar"
    rf"|{_NAMED})|\b(?:ha|he) causado baja"
    r"|\b(?:me|se) (?:he|ha) jubilado|\b(?:me jubilé|se jubiló)|\best(?:oy|á) jubilad[oa]"
    rf"|{_MAILBOX_ES} (?:\S+ ){{0,4}}?(?:será|va a ser|ha sido|se|queda(?:rá)?) (?:\w+ )?"
    rf"(?:cerrad|cerrará"
    rf"|desactivad|desactivará|eliminad|eliminará|dad[oa] de baja)|{_MAILBOX_ES} (?:\S+"
    rf" ){{0,3}}?ya no"
    # Portuguese
    r"|\bnão (?:trabalh[ao]|faz|faço|está|integr[ao]|pertenc[eo]) mais|\bjá não "
    r"(?:trabalh|faz|faço|est"
    r"|integr|pertenc)"
    rf"|\b(?:deixou|deixei|desliguei-me d|foi desligad[oa] d)(?: ?[ao])? ?(?:empresa"
    rf"|companhia|{_NAMED})"
    r"|\b(?:aposentei|reformei)-me|\bme aposentei|\baposentou-se|\bse aposentou|\breformou-se"
    r"|\b(?:estou|está) (?:aposentad|reformad)[oa]"
    rf"|{_MAILBOX_PT} (?:\S+ ){{0,4}}?(?:será|foi|vai ser) (?:\w+ )?(?:encerrad|desativad"
    rf"|desactivad"
    r"|eliminad|exclu)"
    # Italian
    r"|\bnon (?:lavor[ao]|fa|faccio) più|\bnon (?:è|sono) più (?:in azienda|dipendente"
    r"|attiv|presente"
    r"|in servizio|operativ|presidiat)"
    rf"|\bh[ao] lasciato (?:l'azienda|la società|{_NAMED})|\bh[ao] cessato (?:la collaborazione|il"
    r" rapporto|l'attività)"
    r"|\b(?:sono|è|andat[oa]) (?:ora )?in pensione\b"
    rf"|{_MAILBOX_IT} (?:\S+ ){{0,4}}?(?:sarà|verrà|è stat[oa]) (?:\w+ )?(?:chius"
    rf"|disattivat|eliminat"
    r"|dismess)"
    # Dutch
    r"|niet (?:meer|langer) (?:werkzaam|in dienst|actief|bij|in gebruik|gelezen)"
    r"|\bwerk[t]? niet (?:meer|langer)|\bis uit dienst|\buit dienst getreden"
    rf"|\bhe(?:eft|b) (?:ons bedrijf|de organisatie|het bedrijf|{_NAMED}) verlaten"
    r"|\b(?:ben|is|ga|gegaan) (?:inmiddels |nu )?met pensioen\b|\bgepensioneerd"
    rf"|{_MAILBOX_NL} (?:\S+ ){{0,3}}?(?:wordt|is|zal) (?:\S+ ){{0,3}}?(?:gesloten"
    rf"|opgeheven|verwijderd"
    r"|afgesloten|gedeactiveerd)",
    re.I,
)


def speaks_of_departure(text: str) -> bool:
    """Say whether the text says that somebody has left, or an address is given up, for good."""
    words = " ".join(text.replace("’", "'").split())
    return bool(_GONE.search(words))
