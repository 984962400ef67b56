"""Words of questions, not of subjects. They are dropped from a question that has other words; texts keep them.

Only the question's own language applies: Swedish "not" is a bill and "is" is ice.
"""

_ENGLISH = """
actually again always anymore each every just maybe more most much never now often only really since sometimes suddenly very
a about after all also am an and any are as at be because been but by can cannot can't could did do does doesn't doing
don't for from get gets getting got had has have having help hello hi how i i'm i've if in into is isn't it it's its
just keep keeps know like me my need no not of on or our please should so some somebody someone still than thanks that
the their them then there these they this those to too try trying up us want was we were what when where which while who
whole why will with won't would you your
"""

_FINNISH = """
aina enää jokainen koko nykyään taas usein vaan yhä yhtäkkiä
apua ei eikä emme en ennen et ette että hei he hän ihan ja jo joka jonka jos jota kaikki kanssa kiitos koska kuin kuinka
kun me mikä miksi milloin millä minkä minulla minun minä minua missä mistä miten mitä mutta myös mä ne niin nyt oikein
oli olen olla ole on ovat pitää saa se sen sillä sitten sitä tai tämä tämän tätä vai vaikka vain voi voiko voin vielä
"""

_SWEDISH = """
bara ibland igen inga längre ofta plötsligt redan sedan utan
alla alltid att av blir bli borde de dem den denna det detta dig din ditt du då efter eller en ett från får för göra gör
ha hade har hej hjälp honom hur här i igen ifrån in inte jag kan kunna med men mig min mina mitt måste ni nu när något
några och om oss på sig sin ska skulle som så tack till upp ut vad var varför varje vi vid vilja vilken vill är än även
"""

QUESTION_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(_ENGLISH.split()),
    "fi": frozenset(_FINNISH.split()),
    "sv": frozenset(_SWEDISH.split()),
}
