from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "kbsite.demo"
    label = "demo"

    def ready(self) -> None:
        from kbsite.demo import checks  # noqa: F401  (registers the check; needs the models)
