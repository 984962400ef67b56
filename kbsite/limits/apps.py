from django.apps import AppConfig


class LimitsConfig(AppConfig):
    name = "kbsite.limits"
    label = "limits"
