from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from deflection.contact.import_admin import desks, views
from deflection.contact.permissions import may_import


class _ImportMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_import(request.user)


class ContactImportViewSet(ViewSet):
    name = "contact_imports"
    icon = "download"
    menu_label = gettext_lazy("Import contacts")
    menu_order = 270
    add_to_admin_menu = True
    menu_item_class = _ImportMenuItem

    def get_urlpatterns(self) -> list:
        return [
            path("", views.import_list, name="index"),
            path("upload/", views.upload, name="upload"),
            path("<int:pk>/", views.show, name="show"),
            path("<int:pk>/columns/", views.columns, name="columns"),
            path("<int:pk>/words/", views.words, name="words"),
            path("<int:pk>/progress/", views.progress, name="progress"),
            path("<int:pk>/import/", views.start, name="start"),
            path("<int:pk>/discard/", views.discard, name="discard"),
            path("<int:pk>/keep-map/", views.keep_map, name="keep_map"),
            path("<int:pk>/lines.csv", views.lines, name="lines"),
            path("desks/", desks.desks, name="desks"),
            path("desks/<int:pk>/revoke/", desks.revoke, name="revoke"),
            path("maps/<int:pk>/delete/", views.remove_map, name="remove_map"),
        ]
