from django.urls import path, re_path

from deflection.reporting import views

app_name = "reports"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("explain/<slug:name>/", views.explain, name="explain"),
    re_path(r"^series/(?P<name>[-a-z0-9_]+)\.(?P<form>csv|json)$", views.series_file, name="series"),
    path("articles/<int:pk>/", views.article, name="article"),
    path("articles/<int:pk>/mark-fix/", views.mark_fix, name="mark_fix"),
    re_path(r"^articles/(?P<pk>\d+)\.(?P<form>csv|json)$", views.article_file, name="article_file"),
    path("content/<slug:kind>/<uuid:key>/", views.content, name="content"),
    path("published/", views.published_list, name="published_list"),
    path("published/<int:number>/", views.published, name="published"),
    path("published/<int:number>/report.json", views.published_file, name="published_file"),
    path("published/<int:number>/know/", views.published_know, name="published_know"),
    path("published/<int:number>/explain/<slug:name>/", views.published_explain, name="published_explain"),
    re_path(
        r"^published/(?P<number>\d+)/series/(?P<name>[-a-z0-9_]+)\.(?P<form>csv|json)$",
        views.published_series,
        name="published_series",
    ),
    path("published/<int:number>/withdraw/", views.withdraw, name="withdraw"),
    path("publish/<str:period>/", views.publish, name="publish"),
    path("know/", views.know, name="know"),
    path("assumptions/", views.assumptions, name="assumptions"),
    path("register/", views.register, name="register"),
    path("how-we-measure/", views.how_we_measure, name="how_we_measure"),
]
