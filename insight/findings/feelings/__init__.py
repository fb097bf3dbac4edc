"""What changed for those who came: words and ratings, each person against themselves.

What a page draws comes from here as figures; what a board or lead sees goes through `measure`
alone, and rows are listed for evaluators only (insight.listings).
"""

from insight.findings.feelings.behind import (
    of_families,
    of_groups,
    of_lasting,
    of_ratings,
    of_words,
)
from insight.findings.feelings.families import families, scope, title
from insight.findings.feelings.groups import BREAKDOWNS, by_group
from insight.findings.feelings.journeys import journeys
from insight.findings.feelings.lasting import lasting
from insight.findings.feelings.limits import limits
from insight.findings.feelings.pairs import better, every_pair, may_see_pairs, shift
from insight.findings.feelings.ratings import ratings
from insight.findings.feelings.sure import of_better
from insight.findings.feelings.vocabulary import (
    EITHER,
    VALUES,
    Vocabulary,
    lexicon_file,
    may_judge,
    meaning,
    own_words_table,
    vocabulary,
    words_to_judge,
    written,
)
from insight.findings.feelings.why import Explained, Part, WordScore, explained
from insight.findings.feelings.words import NOT_FOR_ADMINISTRATORS, may_see_words, pickable, words

__all__ = [
    "BREAKDOWNS",
    "EITHER",
    "NOT_FOR_ADMINISTRATORS",
    "VALUES",
    "Explained",
    "Part",
    "Vocabulary",
    "WordScore",
    "better",
    "by_group",
    "every_pair",
    "explained",
    "families",
    "journeys",
    "lasting",
    "lexicon_file",
    "limits",
    "may_judge",
    "may_see_pairs",
    "may_see_words",
    "meaning",
    "of_better",
    "of_families",
    "of_groups",
    "of_lasting",
    "of_ratings",
    "of_words",
    "own_words_table",
    "pickable",
    "ratings",
    "scope",
    "shift",
    "title",
    "vocabulary",
    "words",
    "words_to_judge",
    "written",
]
