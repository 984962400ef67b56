from articles.models.article_fix import ArticleFix
from articles.models.article_flag import CHOSEN_BY_PEOPLE, ArticleFlag, FlagOutcome, FlagReason
from articles.models.article_link import ArticleLink, LinksRead
from articles.models.article_page import ArticlePage, Confidence
from articles.models.article_reuse import ArticleReuse
from articles.models.article_source import ArticleSource, Credit
from articles.models.article_tag import ArticleTag
from articles.models.article_vote import REASONS_OF, Answer, ArticleVote, Reason, VoteReason
from articles.models.fix_request import FixRequest
from articles.models.home_page import HomePage
from articles.models.imported_article import ImportedArticle
from articles.models.named_review_task import NamedReviewTask
from articles.models.promotion_candidate import PromotionCandidate
from articles.models.related_article import RelatedArticle
from articles.models.section_page import SectionIcon, SectionPage

__all__ = [
    "CHOSEN_BY_PEOPLE",
    "ArticleFix",
    "ArticleFlag",
    "ArticleReuse",
    "ArticleSource",
    "Credit",
    "FixRequest",
    "FlagOutcome",
    "FlagReason",
    "REASONS_OF",
    "Answer",
    "ArticleLink",
    "ArticlePage",
    "ArticleTag",
    "ArticleVote",
    "Confidence",
    "HomePage",
    "ImportedArticle",
    "LinksRead",
    "NamedReviewTask",
    "PromotionCandidate",
    "Reason",
    "RelatedArticle",
    "SectionIcon",
    "SectionPage",
    "VoteReason",
]
