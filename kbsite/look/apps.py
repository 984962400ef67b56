from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "kbsite.look"
    label = "look"
