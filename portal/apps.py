from importlib import import_module

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Enkätnavet"

    def ready(self):
        import_module("portal.signing")  # it listens from here on; models are there only now
