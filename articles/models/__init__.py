from articles.models.article_flag import CHOSEN_BY_PEOPLE, ArticleFlag, FlagOutcome, FlagReason
from articles.models.article_page import ArticlePage, Confidence
from articles.models.article_source import ArticleSource, Credit
from articles.models.article_tag import ArticleTag
from articles.models.article_vote import REASONS_OF, Answer, ArticleVote, Reason
from articles.models.home_page import HomePage
from articles.models.imported_article import ImportedArticle
from articles.models.named_review_task import NamedReviewTask
from articles.models.promotion_candidate import PromotionCandidate
from articles.models.related_article import RelatedArticle
from articles.models.section_page import SectionIcon, SectionPage

__all__ = [
    "CHOSEN_BY_PEOPLE",
    "ArticleFlag",
    "ArticleSource",
    "Credit",
    "FlagOutcome",
    "FlagReason",
    "REASONS_OF",
    "Answer",
    "ArticlePage",
    "ArticleTag",
    "ArticleVote",
    "Confidence",
    "HomePage",
    "ImportedArticle",
    "NamedReviewTask",
    "PromotionCandidate",
    "Reason",
    "RelatedArticle",
    "SectionIcon",
    "SectionPage",
]
