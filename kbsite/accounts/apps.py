from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "kbsite.accounts"
    label = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from kbsite.accounts import receivers  # noqa: F401  (connects signals; needs the models)
