from django.urls import path

from kbsite.visitors.views import choose, privacy

app_name = "visitors"
urlpatterns = [
    path("", privacy, name="privacy"),
    path("choice/", choose, name="choose"),
]
