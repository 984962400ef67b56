from django.urls import path

from kbsite.search.views.results import results
from kbsite.search.views.suggestions import suggestions

app_name = "search"
urlpatterns = [
    path("", results, name="results"),
    path("suggest/", suggestions, name="suggest"),
]
