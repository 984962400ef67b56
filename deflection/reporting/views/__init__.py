from deflection.reporting.views.explain import explain
from deflection.reporting.views.knowing import assumptions, know, register
from deflection.reporting.views.overview import overview, series_file
from deflection.reporting.views.public import content, how_we_measure
from deflection.reporting.views.published import (
    published,
    published_explain,
    published_file,
    published_know,
    published_list,
    published_series,
)
from deflection.reporting.views.publishing import publish, withdraw
from deflection.reporting.views.said import article, article_file, mark_fix

__all__ = [
    "article",
    "article_file",
    "assumptions",
    "content",
    "explain",
    "how_we_measure",
    "know",
    "mark_fix",
    "overview",
    "publish",
    "published",
    "published_explain",
    "published_file",
    "published_know",
    "published_list",
    "published_series",
    "register",
    "series_file",
    "withdraw",
]
