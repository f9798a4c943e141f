from django.urls import path

from surveys.views import (
    box,
    compiling,
    mail,
    people,
    presence,
    receipts,
    remarks,
    respondent,
    review,
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
    path("uppgiftslamnare/", people.newest, name="newest_respondents"),
    path("omgangar/<int:year>/uppgiftslamnare/", people.respondents_page, name="respondents"),
    path(
        "omgangar/<int:year>/uppgiftslamnare/fran-registret/",
        people.add_newcomers,
        name="add_newcomers",
    ),
    path("omgangar/<int:year>/uppgiftslamnare/<int:pk>/", people.respondent, name="respondent"),
    *(
        path(f"omgangar/<int:year>/uppgiftslamnare/<int:pk>/{act}/", view, name=name)
        for act, view, name in [
            ("bjud-in", people.invite_lead, "invite_lead"),
            ("chef", people.set_head, "set_head"),
            ("anstand", people.extend, "extend"),
            ("anstand/ta-bort", people.end_extension, "end_extension"),
        ]
    ),
    path("omgangar/<int:year>/utskick/", mail.letters, name="letters"),
    path("utskick/texter/", mail.wordings, name="wordings"),
    path("utskick/texter/<slug:reason>/", mail.edit_wording, name="wording"),
    path("granskning/", review.queue, name="queue"),
    path("granskning/<int:pk>/", review.review, name="review"),
    path("granskning/<int:pk>/retur/", review.give_back, name="give_back"),
    path("granskning/<int:pk>/godkann/", review.approve, name="approve"),
    path("granskning/<int:pk>/ruta/<str:code>/anmark/", review.write_remark, name="write_remark"),
    path(
        "granskning/<int:pk>/anmarkningar/<int:remark_pk>/stang/",
        review.close_remark,
        name="close_remark",
    ),
]
