from django.urls import path

from analysis import respondent, views

urlpatterns = [
    path("tabeller/", views.rounds, name="rounds"),
    path("tabeller/<int:year>/", views.tables, name="tables"),
    path("tabeller/<int:year>/rakna/", views.build, name="build"),
    path("tabeller/<int:year>/lage/", views.build_state, name="build_state"),
    path("tabeller/<int:year>/hamta/<slug:fmt>/", views.download, name="download"),
    path("tabeller/<int:year>/<str:code>/", views.table, name="table"),
    path("tabeller/<int:year>/<str:code>/<slug:row>/<slug:column>/", views.trace, name="trace"),
    path(
        "enkater/<int:pk>/fragor/<slug:code>/", respondent.question_purpose, name="question_purpose"
    ),
    path("enkater/<int:pk>/resultat/", respondent.results, name="results"),
]
