"""Which part of the house lives at which address."""

urlpatterns = []
