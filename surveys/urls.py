from django.urls import path

from surveys.views import (
    box,
    compiling,
    many,
    presence,
    receipts,
    remarks,
    respondent,
    review,
    standing,
    team,
)

urlpatterns = [
    path("enkater/", respondent.desk, name="desk"),
    path("enkater/<int:pk>/", respondent.overview, name="overview"),
    path("enkater/<int:pk>/avsnitt/<slug:code>/", respondent.section, name="section"),
    path("enkater/<int:pk>/avsnitt/<slug:code>/har/", presence.here, name="presence"),
    path("enkater/<int:pk>/kontroll/", respondent.findings, name="findings"),
    path(
        "enkater/<int:pk>/kontroll/<int:finding_pk>/forklara/", respondent.explain, name="explain"
    ),
    path("enkater/<int:pk>/anmarkningar/<int:remark_pk>/", remarks.remark, name="remark"),
    path("enkater/<int:pk>/lamna-in/", respondent.submit, name="submit"),
    path("enkater/<int:pk>/ruta/<str:code>/", box.save, name="box"),
    path("enkater/<int:pk>/sammanstallning/", compiling.sums_page, name="sums"),
    path("enkater/<int:pk>/sammanstallning/borja/", compiling.begin, name="begin_sums"),
    path("enkater/<int:pk>/sammanstallning/sluta/", compiling.end, name="end_sums"),
    path(
        "enkater/<int:pk>/sammanstallning/<str:code>/andra/",
        compiling.override,
        name="override_sum",
    ),
    path("enkater/<int:pk>/sammanstallning/<str:code>/folj/", compiling.follow, name="follow_sum"),
    path("enkater/<int:pk>/kvitto/", receipts.receipt, name="receipt"),
    path("enkater/<int:pk>/kvitto/<slug:number>/", receipts.receipt, name="numbered_receipt"),
    path("enkater/<int:pk>/kvitto/<slug:number>.pdf", receipts.receipt_pdf, name="receipt_pdf"),
    path("enkater/<int:pk>/kopia.pdf", receipts.copy, name="copy"),
    path("enkater/<int:pk>/blank.pdf", receipts.blank, name="blank"),
    path("kvitto/kontrollera/", receipts.check, name="check_receipt"),
    path("organisationer/<int:pk>/medarbetare/", team.colleagues, name="colleagues"),
    path(
        "organisationer/<int:pk>/medarbetare/<int:membership_pk>/",
        team.colleague,
        name="colleague",
    ),
    path(
        "organisationer/<int:pk>/medarbetare/<int:membership_pk>/avsnitt/",
        team.give_sections,
        name="give_sections",
    ),
    *(
        path(
            f"organisationer/<int:pk>/medarbetare/<int:membership_pk>/{act}/",
            team.change_role,
            {"act": act},
            name=name,
        )
        for act, name in [
            ("huvudansvarig", "make_lead"),
            ("medarbetare", "make_contributor"),
            ("lamna-over", "hand_over"),
            ("avsluta", "end_access"),
        ]
    ),
    path(
        "organisationer/<int:pk>/inbjudningar/<int:invitation_pk>/skicka-igen/",
        team.renew,
        name="renew_invitation",
    ),
    path(
        "organisationer/<int:pk>/inbjudningar/<int:invitation_pk>/aterkalla/",
        team.withdraw,
        name="withdraw_invitation",
    ),
    path("laget/", standing.where_things_stand, name="standing"),
    path("laget/delar/", standing.parts, name="standing_parts"),
    path("laget/hamta/<slug:fmt>/", standing.file, name="standing_file"),
    path("granskning/", review.queue, name="queue"),
    path("granskning/godkann/", many.approve_many, name="approve_many"),
    path(
        "granskning/fraga/<int:questionnaire_pk>/<slug:code>/",
        many.question_across,
        name="question_across",
    ),
    path("granskning/<int:pk>/", review.review, name="review"),
    path("granskning/<int:pk>/jamfor/", review.compare, name="compare"),
    path("granskning/<int:pk>/retur/", review.give_back, name="give_back"),
    path("granskning/<int:pk>/godkann/", review.approve, name="approve"),
    path("granskning/<int:pk>/ruta/<str:code>/anmark/", review.write_remark, name="write_remark"),
    path(
        "granskning/<int:pk>/anmarkningar/<int:remark_pk>/stang/",
        review.close_remark,
        name="close_remark",
    ),
]
