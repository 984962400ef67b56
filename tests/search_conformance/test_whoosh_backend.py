"""modelsearch's own suite for backends, all of it, against ours: `make test-conformance`."""

from django.test import TestCase
from modelsearch.test.testapp import models
from modelsearch.tests.test_backends import BackendTests


class TestWhooshBackend(BackendTests, TestCase):
    backend_path = "kbsite.search.whoosh_backend"

    @classmethod
    def setUpTestData(cls):
        for model in (models.MPAnimal, models.NSAnimal):
            animal = model.add_root(name="Animal")
            mammal = model.objects.get(pk=animal.pk).add_child(name="Mammal")
            model.objects.get(pk=animal.pk).add_child(name="Reptile")
            model.objects.get(pk=mammal.pk).add_child(name="Dog")
            model.objects.get(pk=mammal.pk).add_child(name="Cat")
        models.Speaker.objects.create(agenda_item=models.AgendaItem.objects.get(pk=1), name="Sam Doyle")

    def test_reset_indexes(self):
        self.backend.reset_indexes()
        assert self.backend.search("JavaScript", models.Book).count() == 0
