from django.urls import path, re_path

from deflection.reporting import views

app_name = "reports"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("explain/<slug:name>/", views.explain, name="explain"),
    re_path(r"^series/(?P<name>[-a-z0-9_]+)\.(?P<form>csv|json)$", views.series_file, name="series"),
    path("content/<slug:kind>/<uuid:key>/", views.content, name="content"),
    path("how-we-measure/", views.how_we_measure, name="how_we_measure"),
]
