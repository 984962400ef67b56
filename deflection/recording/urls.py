from django.urls import path

from deflection.recording.views import beacon

app_name = "recording"
urlpatterns = [path("", beacon, name="beacon")]
