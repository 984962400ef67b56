from django.urls import path

from kbsite.look import views

app_name = "look"
urlpatterns = [path("theme/", views.set_theme, name="theme")]
