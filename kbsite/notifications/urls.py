from django.urls import path

from kbsite.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.notices, name="list"),
    path("read/", views.read_all, name="read_all"),
    path("<int:notice_id>/read/", views.read_one, name="read_one"),
]
