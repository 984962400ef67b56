from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "kbsite.catalog"
    label = "catalog"
