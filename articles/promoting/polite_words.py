"""How people open and close a letter, in English, Finnish and Swedish. Each line is a pattern; case does not matter."""

import re

_GREETINGS = (
    r"hi(?: there| all| everyone| everybody)?",
    r"hello(?: there| all| everyone)?",
    r"hey(?: there| all)?",
    r"dear(?: all)?",
    r"greetings",
    r"good (?:morning|afternoon|evening|day)",
    r"hei(?: kaikki| vaan)?",
    r"moi(?: kaikki)?",
    r"moikka|terve|tervehdys|päivää|huomenta",
    r"hyvää (?:päivää|huomenta|iltaa)",
    r"hej(?: allihopa| alla)?",
    r"hejsan|hallå|tjena|bästa",
    r"god (?:morgon|dag|kväll|förmiddag|eftermiddag)",
)
_CLOSINGS = (
    r"(?:with )?(?:best|kind|warm|kindest) (?:regards|wishes)",
    r"regards|sincerely|cheers|br|all the best|ty|thx|tia",
    r"yours (?:sincerely|truly|faithfully)",
    r"(?:many )?thanks(?: (?:a lot|in advance|again|so much))?",
    r"thank you(?: (?:very much|in advance|so much|all))?",
    r"(?:thanks|thank you) for (?:your|the|any) [\w ]{3,20}",
    r"(?:ystävällisin |parhain |lämpimin )?terveisin|terveisiä|terv|t",
    r"(?:suuri |paljon )?kiitos(?: (?:etukäteen|avusta|paljon|jo etukäteen))?|kiitoksia(?: etukäteen)?|kiitti",
    r"(?:med )?(?:vänlig(?:a)?|bästa|varma) hälsning(?:ar)?|hälsningar|vänligen|mvh",
    r"(?:stort )?tack(?: (?:på förhand|så mycket|för hjälpen))?",
)
_WISHES = (
    r"(?:i )?hope (?:this|that|it) (?:helps?|works|solves)[^.!?]{0,40}",
    r"good luck[^.!?]{0,30}",
    r"(?:please )?let (?:me|us) know (?:if|how|whether)[^.!?]{0,80}",
    r"(?:any|all) help (?:is|would be|will be) (?:much |greatly |highly )?appreciated",
    r"(?:please|can (?:anyone|somebody|someone)) help(?: me)?",
    r"(?:happy|glad) to help|you(?:'|’)re welcome",
    r"toivottavasti (?:tämä |tästä |siitä )?(?:auttaa|on apua|oli apua)[^.!?]{0,30}",
    r"onnea(?: yritykseen)?",
    r"kerro(?:thaan)?,? (?:toimiko|jos|auttoiko)[^.!?]{0,60}",
    r"osaako(?:han)? (?:joku|kukaan) auttaa",
    r"hoppas (?:att )?(?:det|detta) (?:hjälper|löser|fungerar)[^.!?]{0,30}",
    r"lycka till[^.!?]{0,20}",
    r"hör av dig (?:om|ifall)[^.!?]{0,60}",
    r"(?:tacksam för|all) hjälp[^.!?]{0,40}",
)
_QUOTING = (
    r"(?:On .{5,80} wrote|.{5,80} kirjoitti|Den .{5,80} skrev):$",
    r"-{3,} ?(?:Original Message|Alkuperäinen viesti|Ursprungligt meddelande)",
)


def _any(lines: tuple[str, ...]) -> str:
    return f"(?:{'|'.join(lines)})"


# With at most three words after it: "Hi Ana from Turku,".
GREETING = re.compile(rf"{_any(_GREETINGS)}(?: @?[\w'’.-]+){{0,3}} ?[,.!:–-]+(?:\s+|$)|{_any(_GREETINGS)}$", re.IGNORECASE)
# A whole line, with a name after it or not.
CLOSING = re.compile(rf"{_any(_CLOSINGS)}[ ,.!:)–-]*(?:[:;]-?\))?(?P<name>[ ]+[\w.'’-]+(?: [\w.'’-]+)?)?[,.! ]*", re.IGNORECASE)
WISH = re.compile(rf"{_any(_WISHES)}[.!?]*(?: ?[:;]-?\))?", re.IGNORECASE)
# The Swedish way to sign: "/Anna".
SLASH_NAME = re.compile(r"/\s?[A-ZÅÄÖ][\w-]{1,20}(?: [A-ZÅÄÖ][\w-]{1,20})?")
# What mail programs write above the letter that they repeat.
MAIL_QUOTE = re.compile("|".join(_QUOTING), re.IGNORECASE)
