"""Which part of the house lives at which address."""

from django.urls import include, path

from portal import invitation, views

urlpatterns = [
    path("", views.front, name="front"),
    path("logga-in/", views.SignIn.as_view(), name="sign_in"),
    path("logga-ut/", views.SignOut.as_view(), name="sign_out"),
    path("losenord/<uidb64>/<token>/", views.SetPassword.as_view(), name="set_password"),
    path("tillganglighet/", views.accessibility, name="accessibility"),
    path("inbjudan/", invitation.invitation, name="invitation"),
    path("inbjudan/<str:token>/", invitation.follow, name="follow_invitation"),
    path("halsa/", views.health, name="health"),
    path("", include("surveys.urls")),
    path("", include("analysis.urls")),
]
