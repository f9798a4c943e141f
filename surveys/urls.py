from django.urls import path

from surveys.views import (
    box,
    compiling,
    exports,
    kommuner,
    presence,
    receipts,
    registers,
    remarks,
    respondent,
    review,
    team,
    workbooks,
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
    path("enkater/<int:pk>/arbetsbok/", workbooks.workbook_page, name="workbook"),
    path("enkater/<int:pk>/arbetsbok.xlsx", workbooks.fetch, name="workbook_file"),
    path(
        "enkater/<int:pk>/kommunernas-arbetsbok/",
        workbooks.workbook_page,
        {"area": True},
        name="area_workbook",
    ),
    path(
        "enkater/<int:pk>/kommunernas-arbetsbok.xlsx",
        workbooks.fetch,
        {"area": True},
        name="area_workbook_file",
    ),
    path("enkater/<int:pk>/filer/<int:upload_pk>/", workbooks.upload, name="upload"),
    path(
        "enkater/<int:pk>/filer/<int:upload_pk>/lage/", workbooks.upload_state, name="upload_state"
    ),
    path(
        "enkater/<int:pk>/filer/<int:upload_pk>/markerad.xlsx",
        workbooks.marked_copy,
        name="marked_copy",
    ),
    path("enkater/<int:pk>/filer/<int:upload_pk>/las-in/", workbooks.take_in, name="take_in"),
    path("enkater/<int:pk>/filer/<int:upload_pk>/angra/", workbooks.undo, name="undo_upload"),
    path("enkater/<int:pk>/svar/<slug:fmt>/", exports.own_answers, name="own_answers"),
    path(
        "enkater/<int:pk>/kommunernas-svar/<slug:fmt>/", exports.area_answers, name="area_answers"
    ),
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
    path("organisationer/<int:pk>/kommuner/", kommuner.all_kommuner, name="kommuner"),
    path("organisationer/<int:pk>/kommuner/bjud-in/", kommuner.invite_many, name="invite_kommuner"),
    path("organisationer/<int:pk>/kommuner/paminn/", kommuner.remind_all, name="remind_kommuner"),
    path("organisationer/<int:pk>/kommuner/<int:response_pk>/", kommuner.kommun, name="kommun"),
    path(
        "organisationer/<int:pk>/kommuner/<int:response_pk>/bjud-in/",
        kommuner.invite,
        name="invite_kommun",
    ),
    path(
        "organisationer/<int:pk>/kommuner/<int:response_pk>/paminn/",
        kommuner.remind,
        name="remind_kommun",
    ),
    path(
        "organisationer/<int:pk>/kommuner/<int:response_pk>/las/",
        kommuner.lock,
        name="lock_kommun",
    ),
    path(
        "organisationer/<int:pk>/kommuner/<int:response_pk>/las-upp/",
        kommuner.unlock,
        name="unlock_kommun",
    ),
    path(
        "organisationer/<int:pk>/kommuner/inbjudningar/<int:invitation_pk>/skicka-igen/",
        kommuner.renew,
        name="renew_kommun_invitation",
    ),
    path(
        "organisationer/<int:pk>/kommuner/inbjudningar/<int:invitation_pk>/aterkalla/",
        kommuner.withdraw,
        name="withdraw_kommun_invitation",
    ),
    path("granskning/", review.queue, name="queue"),
    path("granskning/<int:pk>/", review.review, name="review"),
    path("granskning/<int:pk>/svar/<slug:fmt>/", exports.reviewed_answers, name="reviewed_answers"),
    path("granskning/<int:pk>/retur/", review.give_back, name="give_back"),
    path("granskning/<int:pk>/godkann/", review.approve, name="approve"),
    path("granskning/<int:pk>/ruta/<str:code>/anmark/", review.write_remark, name="write_remark"),
    path(
        "granskning/<int:pk>/anmarkningar/<int:remark_pk>/stang/",
        review.close_remark,
        name="close_remark",
    ),
    path("uttag/", exports.exports, name="exports"),
    path("uttag/<int:pk>/lage/", exports.export_state, name="export_state"),
    path("uttag/<int:pk>/fil/", exports.export_file, name="export_file"),
    path("register/", registers.register_page, name="register"),
    path("register/las-in/", registers.take_in, name="take_in_register"),
    path("register/register.<slug:fmt>", registers.fetch, name="register_file"),
]
