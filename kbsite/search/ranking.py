"""How results are ordered, as data. Each number carries its reason; they are tuned on the development sets only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Zone:
    """One part of a document: `weight` of a word there, and how much a long part dilutes it (0 not at all, 1 fully)."""

    name: str
    weight: float
    dilution: float


# Dilution .75 of long zones is BM25's usual value; nDCG@10 .384 for .382 with .6 (Cranfield), .722 for .708 (SweFAQ).
# BM25F: the zones of a word are added up before saturation, so a word in title and body counts once, strongly.
ZONES: tuple[Zone, ...] = (
    # A title is the writer's own answer to "what is this about".
    Zone("title", 3.0, 0.4),
    # Editors write keywords because people search with them.
    Zone("keywords", 2.5, 0.3),
    # The sentence under the title.
    Zone("summary", 1.6, 0.5),
    # An accepted reply holds the solution; the discussion around it holds guesses.
    Zone("answers", 1.3, 0.75),
    Zone("headings", 1.4, 0.5),
    Zone("tags", 1.2, 0.0),
    Zone("body", 1.0, 0.75),
    # The word exactly as typed, anywhere: above its other forms, below a better place.
    Zone("exact", 0.4, 0.75),
    # What compounds and hyphenated words of the document are made of: "sähköposti" in "sähköpostiosoite".
    Zone("parts", 0.5, 0.75),
)

# A word of the document that is part of a compound in the question ("sähköposti" for "sähköpostiosoite") counts as a word of
# its own, by its own rarity, beside the compound.
ASKED_PART_WEIGHT = 1.0

# A word that an editor calls a synonym: the text with the reader's own word comes first among equals.
SYNONYM_WEIGHT = 0.6

# Saturation of repeated words. Zones add up before it, so it lies above the textbook's 1.2: nDCG@10 of Cranfield .390 against
# .382, of SweFAQ .705 against .708.
K1 = 1.6

# All words of the question in the title: the page is about exactly this.
TITLE_COVERAGE_BONUS = 0.35
# The reader's language first, others below it but never hidden: an answer in another language is better than none.
OWN_LANGUAGE_BOOST = 1.5
# Solved topics first among near-equals; an open question is worth less than an answered one.
SOLVED_BOOST = 1.12
OPEN_TOPIC_BOOST = 0.92
# Sections have short texts, which scores well; whoever asks wants an answer first.
PLACE_BOOST = 0.7
# Per tenfold popularity, at most three times: near-ties only.
POPULARITY_STEP = 0.03
POPULARITY_STEPS_MAX = 3

# The best results are read again, as sequences of words: that many at most.
REREAD_DEPTH = 40
# Two neighbours of the question that stand near each other in the text too, at most so many words apart.
NEAR_WORDS = 3
NEARNESS_WEIGHT = 0.5
# What the first results have in common says what the question was about ("pseudo relevance feedback"): the share of it in the
# order, how many results speak, and with how many words.
FEEDBACK_SHARE = 0.3
FEEDBACK_DOCUMENTS = 3
FEEDBACK_TERMS = 20
# A word that more than this share of all documents holds tells nothing apart.
FEEDBACK_COMMON = 0.25

# Relevance floors: the share of the question's weight (sum of the rarity of its words) that a document must match.
# Results: a page that shares only the smallest part of a question is noise even on page nine. .2 costs nothing on the
# development sets (nDCG@10 .382 and .708 as without), .25 costs four per cent of SweFAQ.
SEARCH_FLOOR = 0.2
# While typing a contact, three wrong suggestions cost more trust than one missed.
SIMILAR_FLOOR = 0.5
# A whole text has many more words than its answer repeats.
SIMILAR_TEXT_FLOOR = 0.3
# A word no document knows is evidence that nothing fits, but it may be a name or a typo: it counts half.
UNKNOWN_WORD_WEIGHT = 0.5
# A suggestion must be about the question, not only mention it: the share of the question that the document holds, times the
# share of its title that the question explains. Of 40 questions of another site, judged by reading, .4 suggests two (one
# rightly), .45 one (rightly); .5 suggests the same and loses a seventh of the right pages of the trilingual check.
ABOUT_FLOOR = 0.45
# A page that holds nearly all of a text's strongest words says the same, whatever the title of the text.
SAME_TEXT_FLOOR = 0.9
# Of one or two words no title can be explained.
ABOUT_LEAST_TERMS = 3
# "More like this": score in relation to the document's own score for its own strongest words.
RELATED_FLOOR = 0.12

# What half of its readers also read counts one and a half times, and passes the floor whatever its words.
READ_TOGETHER_BONUS = 1.0

# Terms that speak for a document or a long text, strongest first.
LIKENESS_TERMS = 20

# Suggestions of three words and more: the share of their weight that a title must hold; of one or two words it holds all.
SUGGESTION_FLOOR = 0.6
# A word typed to its end counts more than the beginning of a longer one.
WHOLE_WORD_BONUS = 1.3
# A corrected word is a guess.
TYPO_PENALTY = 0.6
# Below four letters one typo reaches half of the dictionary.
TYPO_MIN_CHARS = 4

# "Best match": the first result stands out when its title holds the whole question and the second is this much weaker.
BEST_MATCH_LEAD = 1.25
