from django.urls import path

from deflection.issues import views

app_name = "issues"
urlpatterns = [
    path("", views.board, name="board"),
    path("new/", views.new, name="new"),
    path("<slug:slug>/", views.issue, name="issue"),
    path("<slug:slug>/link/", views.link, name="link"),
    path("<slug:slug>/unlink/<int:link_id>/", views.unlink, name="unlink"),
]
