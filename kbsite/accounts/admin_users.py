from wagtail.users.apps import WagtailUsersAppConfig


class WagtailUsersConfig(WagtailUsersAppConfig):
    """Wagtail's people admin, with our fields in its forms."""

    user_viewset = "kbsite.accounts.wagtail_users.UserViewSet"
