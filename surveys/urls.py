from django.urls import path

from surveys.views import receipts, respondent, review

urlpatterns = [
    path("enkater/", respondent.desk, name="desk"),
    path("enkater/<int:pk>/", respondent.overview, name="overview"),
    path("enkater/<int:pk>/avsnitt/<slug:code>/", respondent.section, name="section"),
    path("enkater/<int:pk>/kontroll/", respondent.findings, name="findings"),
    path(
        "enkater/<int:pk>/kontroll/<int:finding_pk>/forklara/", respondent.explain, name="explain"
    ),
    path("enkater/<int:pk>/lamna-in/", respondent.submit, name="submit"),
    path("enkater/<int:pk>/kvitto/", receipts.receipt, name="receipt"),
    path("enkater/<int:pk>/kvitto/<slug:number>/", receipts.receipt, name="numbered_receipt"),
    path("enkater/<int:pk>/kvitto/<slug:number>.pdf", receipts.receipt_pdf, name="receipt_pdf"),
    path("enkater/<int:pk>/kopia.pdf", receipts.copy, name="copy"),
    path("enkater/<int:pk>/blank.pdf", receipts.blank, name="blank"),
    path("kvitto/kontrollera/", receipts.check, name="check_receipt"),
    path("granskning/", review.queue, name="queue"),
    path("granskning/<int:pk>/", review.review, name="review"),
    path("granskning/<int:pk>/retur/", review.give_back, name="give_back"),
    path("granskning/<int:pk>/godkann/", review.approve, name="approve"),
]
