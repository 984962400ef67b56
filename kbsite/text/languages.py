"""The languages of the site, and an honest guess at the language of a text."""

import re
from itertools import islice
from typing import Final

from simplemma import is_known

LANGUAGES: Final = ("en", "fi", "sv")

# Each language in its own words: that is how its readers look for it in a menu.
LANGUAGE_NAMES: Final = {"en": "English", "fi": "Suomi", "sv": "Svenska"}

# Function words that the other two languages do not have, or hardly. A word in two lists would vote twice and say nothing
# ("en", "on", "se", "men", "vi", "i" are left out on purpose).
_FUNCTION_WORDS: Final = {
    "en": frozenset(
        """the of and to is are was were be been it its this that these those you your my we our they them their with for from
        have has had not can cannot could would should will how what when where why which who does do did don't doesn't but or
        if then there here an as at by into about after before only also get gets using use used any all no yes please help
        isn't won't can't i'm i've it's trying tried want need because while than some more other same still""".split()
    ),
    "fi": frozenset(
        """ja ei että joka jotka kun jos niin mutta tai sekä myös olen olet olemme ovat oli olivat ollut olla minun minulla
        sinun sinulla hänen meidän teidän heidän tämä tämän tätä tässä tästä nämä ne sen sitä siinä siitä mikä mitä missä
        mistä miten miksi milloin kuinka voin voit voi voiko voida voidaan saa saan pitää täytyy ole en et eivät emme ette
        enää vielä vain nyt kanssa ennen jälkeen kuin koska jossa josta johon jonka sitten kaikki kaikkia jokin jotain joku
        tulee on se minä sinä hän me te he itse uusi uuden auki päälle pois""".split()
    ),
    "sv": frozenset(
        """och att det som är av för inte jag du han hon den dem deras din ditt dina min mitt mina vår vårt våra till från med
        på om har hade ett eller när var vad hur varför vilken vilket vilka kan kunde ska skulle måste vill också bara efter
        före mellan under över utan då så här där detta denna dessa sig sin sitt sina blir blev någon något några ingen inget
        inga alla mycket mer mest än nu ni oss er ert era får fick göra gör gjort finns fungerar""".split()
    ),
}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_WORDS_LOOKED_AT = 400  # enough to be sure, and it bounds the time on long texts
_WORDS_LOOKED_UP: Final = 40  # a look-up in three dictionaries takes about 30 microseconds
_LEAD_A_WORD: Final = 0.2


def detect_language(text: str, fallback: str) -> str:
    """The language of `text` among `LANGUAGES`, or `fallback` when the text does not tell.

    Longer texts are told apart by their function words, short ones also by which dictionary knows their words. Names,
    codes and words that two languages share ("VPN", "0x80070005") give `fallback`.
    """
    words = [word.lower() for word in islice((match[0] for match in _WORD.finditer(text)), _WORDS_LOOKED_AT)]
    votes = {language: sum(word in _FUNCTION_WORDS[language] for word in words) for language in LANGUAGES}
    first, second, *_ = sorted(LANGUAGES, key=lambda language: -votes[language])
    if votes[first] >= 5 and votes[first] >= 3 * votes[second]:
        return first
    return _by_dictionary(words, votes, fallback)


def _by_dictionary(words: list[str], function_words: dict[str, int], fallback: str) -> str:
    telling = [word for word in dict.fromkeys(words) if len(word) > 1][:_WORDS_LOOKED_UP]
    if not telling:
        return fallback
    scores = dict.fromkeys(LANGUAGES, 0.0)
    for word in telling:
        for language in LANGUAGES:
            if word in _FUNCTION_WORDS[language]:
                scores[language] += 2
            elif is_known(word, language, low_memory=True):
                scores[language] += 1
    first, second, *_ = sorted(LANGUAGES, key=lambda language: -scores[language])
    lead = scores[first] - scores[second]
    return first if lead >= 1 and lead / len(telling) > _LEAD_A_WORD else fallback
