"""Domains whose users share nothing but a mail provider: no company may be inferred from them."""

_PROVIDERS = """
gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk hotmail.fr hotmail.de
hotmail.it hotmail.es live.com live.co.uk live.nl live.fr msn.com yahoo.com yahoo.co.uk
yahoo.fr yahoo.de yahoo.it yahoo.es yahoo.com.br yahoo.co.in yahoo.co.jp ymail.com
rocketmail.com aol.com icloud.com me.com mac.com proton.me protonmail.com pm.me gmx.de
gmx.net gmx.com gmx.at gmx.ch web.de t-online.de freenet.de posteo.de mailbox.org mail.de
arcor.de mail.com email.com zoho.com zohomail.com fastmail.com fastmail.fm hey.com
tutanota.com tuta.com tuta.io hushmail.com yandex.com yandex.ru mail.ru bk.ru inbox.ru
list.ru rambler.ru ukr.net orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bbox.fr
libero.it virgilio.it alice.it tiscali.it tin.it ziggo.nl kpnmail.nl planet.nl xs4all.nl
hetnet.nl home.nl telenet.be skynet.be uol.com.br bol.com.br terra.com.br ig.com.br
globo.com sapo.pt comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net
charter.net earthlink.net btinternet.com sky.com virginmedia.com talktalk.net ntlworld.com
bigpond.com optusnet.com.au rogers.com shaw.ca sympatico.ca bluewin.ch qq.com 163.com
126.com sina.com naver.com daum.net rediffmail.com wp.pl o2.pl interia.pl onet.pl
seznam.cz
"""

FREE_MAIL_DOMAINS = frozenset(_PROVIDERS.split())
