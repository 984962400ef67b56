from django.urls import path, register_converter

from deflection.contact.views import customer, desk, form, suggestions


class HandleConverter:
    """A reference, plain or signed (links.py). Anything else is no address, so that no database ever sees it."""

    regex = "[-A-Za-z0-9_]+(?::[-A-Za-z0-9_]+)?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(HandleConverter, "handle")

app_name = "contact"
urlpatterns = [
    path("", form.new_contact, name="new"),
    path("sign-in/", form.sign_in_first, name="sign_in_first"),
    path("in-public/", form.ask_in_public, name="ask_in_public"),
    path("glad/<uuid:key>/", form.glad, name="glad"),
    path("suggestions/", suggestions.suggestions, name="suggestions"),
    path("suggestions/opened/", suggestions.suggestion_opened, name="suggestion_opened"),
    path("suggestions/solved/", suggestions.suggestion_solved, name="suggestion_solved"),
    path("suggestions/dismissed/", suggestions.suggestion_dismissed, name="suggestion_dismissed"),
    path("suggestions/dismissed/<slug:reason>/", suggestions.suggestion_dismissed, name="suggestion_dismissed_because"),
    path("mine/", customer.mine, name="mine"),
    # For the customer: the plain reference when an account guards it, a signed one for guests.
    path("c/<handle:handle>/", customer.page, name="page"),
    path("c/<handle:handle>/received/", customer.received, name="received"),
    path("c/<handle:handle>/reply/", customer.reply, name="reply"),
    path("c/<handle:handle>/solved/", customer.solved, name="solved"),
    path("desk/", desk.desk, name="desk"),
    path("desk/<slug:reference>/", desk.desk_one, name="desk_contact"),
    path("desk/<slug:reference>/answer/", desk.answer, name="desk_answer"),
    path("desk/<slug:reference>/close/", desk.close, name="desk_close"),
    path("desk/<slug:reference>/reopen/", desk.reopen, name="desk_reopen"),
    path("desk/<slug:reference>/classify/", desk.classify, name="desk_classify"),
]
