"""What texts may not say, as patterns over folded text: lower case, no accents, one kind of digit and of space.

A pattern looks for somebody who leads people away or asks for what nobody may ask for, not for words: a bot for
Telegram, a shop that takes PayPal and a page about phishing are jobs like others.
"""

from __future__ import annotations

import re
from typing import Final

from attrs import frozen


@frozen
class Suspicion:
    """What is looked for, and what is said about it. What `unless` matches around a place is let be."""

    rule: str
    words: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None


_MESSENGER: Final = (
    r"(?:whats\s?app|telegram|signal|we\s?chat|skype|discord|viber|messenger|snapchat|insta(?:gram)?|facebook|slack)"
)
_MAILERS: Final = (
    r"(?:g\s?mail|googlemail|hotmail|outlook|yahoo|ymail|proton(?:mail)?|icloud|gmx|aol|orange|wanadoo|free|laposte"
    r"|sfr)"
)
_ENDING: Final = r"(?:com|fr|net|org|io|co|eu|be|ch|ca|de|me|info|pro)"
_AT: Final = r"(?:at|arobase|arobas|a\scommercial)"
_DOT: Final = r"(?:dot|point)"
_DIGIT_WORDS: Final = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple)"
_NOMBRES: Final = (
    r"(?:zero|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?"
    r"|trente|quarante|cinquante|soixante|et)"
)
_APART: Final = r"[\s.,;:/()_*-]"
_MEANS: Final = (
    r"(?:pay\s?pal|western\s?union|money\s?gram|bitcoins?|crypto(?:currency)?|usdt|ethereum|gift\s?cards?|cash(?:\s?app)?"
    r"|zelle|venmo|revolut|wise|payoneer|bank\stransfer|wire(?:\stransfer)?)"
)
_MOYENS: Final = (
    r"(?:pay\s?pal|western\s?union|bitcoins?|cryptos?(?:-?monnaies?)?|especes|liquide|cash|cartes?\s?cadeaux?|lydia"
    r"|revolut|virement|cheque|payoneer|wise)"
)
_ON_A_PAGE: Final = re.compile(r"button|widget|icon|link\b|form\b|plugin|bouton|icone|lien\b|formulaire|module|api\b")


def _pattern(*ways: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{way})" for way in ways))


_PHONE: Final = "A phone number: people talk here until there is a contract."
_MAIL: Final = "An e-mail address: people talk here until there is a contract."
_CHAT: Final = "An invitation to talk elsewhere: people talk here until there is a contract."
_OUTSIDE: Final = "Payment outside upclone: there, nobody's money is held for them."
_FRAUD: Final = "Work that somebody else will hand in as their own."
_SECRETS: Final = "It asks for accounts, passwords or papers that belong to somebody alone."
_ADVANCE: Final = "It asks people to pay before they may work."
_CRIME: Final = "It asks for something that harms others."

SUSPICIONS: Final = (
    Suspicion(
        "contact_email",
        _MAIL,
        _pattern(
            # example.org and its sisters are for examples.
            r"(?<![\w.+-])[a-z0-9][\w.+-]{0,63}\s?@\s?(?!(?:[\w-]+\.)*example\.(?:com|org|net)\b)[a-z0-9][\w-]*(?:\s?\.\s?[a-z][\w-]*)+",
            rf"(?<![\w.+-])[\w.+-]{{1,64}}\s*[\[({{<]\s*(?:{_AT}|@)\s*[\])}}>]"
            rf"\s*[\w-]{{1,63}}(?:\s*[\[({{<]?\s*(?:{_DOT}|\.)\s*[\])}}>]?\s*[\w-]+)+",
            rf"(?<![\w.+-])[\w.+-]{{1,64}}\s+{_AT}\s+[\w-]+\s+{_DOT}\s+{_ENDING}\b",
            rf"(?<![\w.+-])[\w.+-]{{1,64}}\s+(?:arobase|arobas)\s+[\w-]+\s?\.\s?{_ENDING}\b",
            rf"(?<![\w.+-])(?!look\b|hosted\b|sign\b|log\b|account\b|arrives?\b)[\w.+-]{{1,64}}\s+at\s+{_MAILERS}(?:\s?\.\s?|\s+{_DOT}\s+){_ENDING}\b",
            rf"(?<![\w.+-])[\w.+-]{{1,64}}\s*[_*-]+{_AT}[_*-]+\s*[\w-]+\s*(?:[_*-]+{_DOT}[_*-]+|\.)\s*{_ENDING}\b",
        ),
    ),
    Suspicion(
        "contact_phone",
        _PHONE,
        _pattern(
            # From abroad; then as in France, in North America and in Britain. What is a part of a longer number, in
            # hexadecimal digits as well (the name of a commit, of a file), is none.
            r"(?<![\w.,+])(?<!\d\s)(?:\+|00)\s?[1-9](?:[\s.()/-]{0,3}\d){7,13}(?![\d%])",
            r"(?<![\da-f.,#/-])(?<!\d\s)[0o]\s?[1-9](?:[\s._*/-]{0,3}\d{2}){4}(?!\d|[.,]\d|[a-f]+\d)",
            r"(?<![\d.,#$/-])(?<!\d\s)\(?[2-9]\d{2}(?:\)\s?|[.-])[2-9]\d{2}[\s.-]\d{4}(?!\d|[.,]\d)",
            r"(?<![\da-f.,#/-])(?<!\d\s)07\d{3}\s?\d{3}\s?\d{3}(?!\d|[.,]\d|[a-f]+\d)",
            # Digit by digit, and in words.
            r"(?<![\d.,])0(?:[\s._*/-]{1,3}\d){9}(?!\d|[.,]\d)",
            rf"\b{_DIGIT_WORDS}(?:{_APART}+{_DIGIT_WORDS}){{6,}}\b",
            rf"\b(?:zero|0){_APART}*(?:{_NOMBRES}|\d)(?:{_APART}+(?:{_NOMBRES}|\d{{1,2}})){{4,}}\b(?<![\d.])",
            rf"\b0[1-9](?:{_APART}+(?:{_NOMBRES}|\d{{2}})){{4,}}\b",
        ),
    ),
    Suspicion(
        "contact_messenger",
        _CHAT,
        _pattern(
            rf"\b(?:contact|reach|message|text|write(?:\sto)?|ping|add|dm|call|find|hit|meet)\s(?:me|us)\b[^.!?\n]{{0,40}}\b{_MESSENGER}\b",
            rf"\b(?:let'?s|we\scan|we'?ll|please|to)\s(?:talk|chat|continue|move|discuss|connect|switch)\b[^.!?\n]{{0,25}}\b(?:on|via|over|to|through)\s{_MESSENGER}\b",
            rf"\b(?:my|mon|ma)\s{_MESSENGER}\s?(?:is|id\b|number|handle|username|est|pseudo|numero|:|=)",
            rf"\b{_MESSENGER}\s?(?:id|number|handle|username|user|pseudo|numero)?\s?[:=]\s?(?:@[a-z_]\w{{2,}}|live:\S+|\+?\d[\d\s]{{6,}}|[a-z]\w*[_#.]?\d\w*|[a-z]+_\w+)",
            r"\b(?:t|wa|m)\.me/\w+|\btelegram\.me/\w+|\bdiscord\.gg/\w+|\bchat\.whatsapp\.com/\w+|\bjoin\.skype\.com/\w+",
            rf"\b(?:contacte[zr]?|ecri(?:vez|re|s)|joignez|joindre|appelez|ajoutez|retrouvez|rejoignez|envoyez)[\s-](?:moi|nous)\b[^.!?\n]{{0,40}}\b{_MESSENGER}\b",
            rf"\b(?:me|nous|m')\s?(?:contacter|joindre|ecrire|retrouver|rejoindre|ajouter)\s(?:sur|via|par)\s(?:mon\s)?{_MESSENGER}\b",
            rf"\b(?:discutons|parlons|continuons|echangeons|on\s(?:discute|parle|continue|echange))\b[^.!?\n]{{0,25}}\b(?:sur|via|par)\s{_MESSENGER}\b",
        ),
        _ON_A_PAGE,
    ),
    Suspicion(
        "contact_request",
        "It asks for somebody's address or number: people talk here until there is a contract.",
        _pattern(
            r"\b(?:send|give|share|drop|tell)\s(?:me|us)\s(?:your|ur)\s(?:personal\s|direct\s)?(?:e-?mail|phone|number|mobile|whats\s?app|telegram|skype|contact)",
            r"\b(?:what'?s|what\sis)\syour\s(?:personal\s|direct\s)?(?:e-?mail|phone|mobile|whats\s?app|telegram|skype)",
            r"\b(?:laissez|envoyez|donnez|communiquez)[\s-](?:moi|nous)\s(?:votre|vos|ton)\s(?:adresse\s)?(?:e-?mail|mail|numero|telephone|portable|whats\s?app|coordonnees)",
            r"\bquel(?:le)?\sest\svotre\s(?:adresse\s)?(?:e-?mail|mail|numero|telephone|whats\s?app)",
        ),
        _ON_A_PAGE,
    ),
    Suspicion(
        "outside_link",
        "A link that leads people to talk, apply or pay elsewhere.",
        _pattern(
            r"\b(?:calendly\.com|cal\.com|meet\.google\.com|(?:[\w-]{1,63}\.)?zoom\.us|forms\.gle|form\.typeform\.com|teams\.live\.com)/\S+",
            r"\bdocs\.google\.com/forms/\S+",
            r"\b(?:bit\.ly|tinyurl\.com|cutt\.ly|goo\.gl|rb\.gy|is\.gd|shorturl\.at|t\.ly)/\S+",
            r"\b(?:paypal\.me|buy\.stripe\.com|revolut\.me|cash\.app|venmo\.com|lydia-app\.com|ko-fi\.com)/\S+",
        ),
    ),
    Suspicion(
        "pay_outside",
        _OUTSIDE,
        _pattern(
            r"\b(?:pay|paid|payment|paying|work|deal|continue|hire|settle)\w*\b[^.!?\n]{0,30}\b(?:outside|off)[\s-](?:of\s)?(?:the\s|this\s)?(?:platform|upclone|website|site|marketplace)\b",
            r"\b(?:avoid|skip|save|bypass|dodge|without)\s(?:paying\s)?(?:the\s|their\s|any\s|upclone'?s?\s|platform\s)*(?:platform|upclone|service|marketplace)?\s?(?:fees|commissions?)\b[^.!?\n]{0,20}(?:platform|upclone|direct|site|here)",
            r"\b(?:avoid|skip|bypass|dodge)\s(?:the\s|upclone'?s?\s)?(?:platform|upclone|marketplace)(?:'?s)?\s(?:fees|commissions?)",
            rf"\b(?:i|we)(?:'ll|\swill|\scan|\sonly|\susually)*\spay\b(?:\syou|\sthe\sfreelancer|\speople)?[^.!?\n]{{0,20}}\b(?:via|by|through|with|in|using)\s{_MEANS}",
            rf"\b(?:you|freelancers?|candidates?)(?:'ll|\swill)?\s(?:be|get)\spaid\b[^.!?\n]{{0,20}}\b(?:via|by|through|with|in|using)\s{_MEANS}",
            rf"\bpayment\s(?:will\sbe|is)\s(?:made\s|sent\s|done\s)?(?:to\syou\s)?(?:directly\s)?(?:via|by|through|in)\s{_MEANS}",
            r"\b(?:paie|paye|travail|regl|contrat|accord|affaire|continu|pass)\w*\b[^.!?\n]{0,30}\b(?:hors|en\sdehors|a\scote)\s(?:de\s)?(?:la\s|cette\s|du\s|d'|ce\s)?(?:plateforme|upclone|site)",
            r"\b(?:eviter|economiser|contourner|sans)\s(?:de\s)?(?:payer\s)?(?:les\s|la\s|leurs?\s)?(?:frais|commissions?)\s(?:de\s|du\s|d')?(?:la\s|cette\s)?(?:plateforme|upclone|site)",
            rf"\b(?:je|nous|on)\s(?:vous\s|te\s)?(?:pa[iy]e(?:rai|rons|ra)?|payons|regle(?:rai|rons)?|reglons)\b[^.!?\n]{{0,20}}\b(?:en|par|via|avec)\s{_MOYENS}",
            rf"\b(?:vous\sserez|tu\sseras|sera)\s(?:payee?s?|reglee?s?|remuneree?s?)\b[^.!?\n]{{0,20}}\b(?:en|par|via)\s{_MOYENS}",
            r"\b(?:paiement|reglement)\sen\s(?:especes|liquide|crypto\w*|bitcoins?|cartes?\scadeaux?)\b|\bau\snoir\b(?=[\s.,!])(?!\set\sblanc)",
        ),
        re.compile(r"customers?|clients?\s(?:peuvent|pourront)|shoppers|buyers|acheteurs|visitors|boutique"),
    ),
    Suspicion(
        "academic_fraud",
        _FRAUD,
        _pattern(
            r"\b(?:write|do|complete|finish|make)\s(?:all\s)?(?:my|a\sstudent'?s|our)\s(?:\w+\s){0,3}?(?:thesis|essays?|dissertation|term\spaper|homework|assignments?|coursework|capstone)\b",
            r"\b(?:take|sit|pass|attend|do)\s(?:my|the|an?)\s(?:\w+\s){0,3}?(?:exams?|quiz(?:zes)?|toefl|ielts|gmat|online\sclass(?:es)?)\s?(?:for\sme|on\smy\sbehalf|in\smy\sname|instead\sof\sme)",
            r"\b(?:take|sit|do)\smy\s(?:\w+\s){0,2}?(?:exams?|quiz(?:zes)?|toefl|ielts|gmat|online\sclass(?:es)?)\b",
            r"\b(?:rediger|ecrire|faire|redigez|ecrivez|faites|redige|redaction\sde|realiser)\s(?:\w+\s)?(?:mon|ma|mes)\s(?:\w+\s){0,2}?(?:memoires?\sde|memoire\b|these|dissertations?|devoirs?|rapport\sde\sstage|partiels?|tfe)",
            r"\b(?:passer|faire|repondre)\b[^.!?\n]{0,25}\b(?:examens?|partiels?|toeic|toefl|tests?|devoirs?|concours|qcm)\b[^.!?\n]{0,40}\ba\s(?:ma|sa)\splace",
        ),
    ),
    Suspicion(
        "credentials",
        _SECRETS,
        _pattern(
            r"\b(?:buy|rent|sell|lend|borrow|need|use)\b[^.!?\n]{0,20}\b(?:your|verified|aged|existing|somebody'?s|someone'?s)\s(?:\w+\s){0,2}?(?:upwork|fiverr|linkedin|facebook|google|paypal|bank|stripe|upclone|freelancer)\s(?:\w+\s)?accounts?\b",
            r"\b(?:send|give|share|provide|tell)\s(?:me\s|us\s)?(?:with\s)?your\s(?:\w+\s){0,2}?(?:password|logins?\b|credentials|passport|id\scard|credit\scard|bank\s(?:details|login|account)|social\ssecurity)",
            r"\b(?:louer?|acheter?|achete|vendre|preter?|cherche|recherche)\b[^.!?\n]{0,25}\bcomptes?\s(?:\w+\s)?(?:upwork|fiverr|linkedin|facebook|paypal|stripe|bancaires?|malt|verifies?)\b(?!\s?pro)",
            r"\b(?:envoyez|donnez|communiquez|fournissez|partagez|transmettez)(?:[\s-](?:moi|nous))?\s(?:votre|vos)\s(?:\w+\s){0,1}?(?:mots?\sde\spasse|identifiants|carte\s(?:d'identite|bancaire)|passeport|coordonnees\sbancaires|piece\sd'identite|rib)",
        ),
    ),
    Suspicion(
        "advance_fee",
        _ADVANCE,
        _pattern(
            r"\b(?:you\s)?(?:must|need\sto|have\sto|should|are\srequired\sto|please)\s(?:first\s)?(?:pay|send|deposit|buy|purchase)\b[^.!?\n]{0,30}\b(?:registration|security|training|activation|verification|starter|refundable|application)\s(?:fees?|deposit|kit)",
            r"\b(?:devrez|devez|faut|faudra|merci\sde)\s(?:d'abord\s)?(?:payer|verser|regler|acheter|envoyer)\b[^.!?\n]{0,30}\b(?:frais\s(?:de\sdossier|d'inscription|de\sformation)|caution|depot\sde\sgarantie|kit)",
        ),
    ),
    Suspicion(
        "forbidden_work",
        _CRIME,
        _pattern(
            r"\b(?:write|post|leave|publish|need|buy|get)\s(?:\w+\s){0,3}?(?:fake\s(?:reviews?|ratings|testimonials)|(?:5|five)[\s-]stars?\sreviews)",
            r"\b(?:hack|crack|break)\s(?:in)?(?:to\s)?(?:\w+\s){0,3}?(?:account|phone|facebook|instagram|whatsapp|gmail|wi-?fi|password|email)s?\b",
            r"\b(?:create|build|develop|write|make|need|code)\s(?:me\s)?(?:an?\s|some\s)?(?:\w+\s){0,2}?(?:ransomware|keylogger|botnet|phishing\s(?:page|site|kit|website)|malware|stealer)\b(?!\s(?:removal|scan|detect|protect|analys))",
            r"\b(?:bypass|fake|forge|falsif)\w*\s(?:\w+\s){0,2}?(?:kyc|id\scards?|passports?|diplomas?|invoices?|bank\sstatements?|degree)",
            r"\b(?:rediger|ecrire|publier|poster|deposer|laisser|acheter|cherche)\s(?:\w+\s){0,3}?(?:faux\s(?:avis|temoignages|commentaires)|avis\s(?:5|cinq)\setoiles)",
            r"\b(?:pirater|hacker|cracker|espionner)\s(?:\w+\s){0,3}?(?:compte|telephone|facebook|instagram|whatsapp|wi-?fi|mot\sde\spasse|portable)",
            r"\b(?:creer|developper|faire|fabriquer|coder)\s(?:moi\s)?(?:une?\s|des\s)?(?:\w+\s){0,2}?(?:ransomware|rancongiciel|keylogger|botnet|page\sde\sphishing|faux\s(?:diplomes?|papiers|passeports?|site\sde\sbanque|bulletins?\sde\s(?:salaire|paie)|documents))",
        ),
    ),
)
