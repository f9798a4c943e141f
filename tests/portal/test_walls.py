"""Who is answered what, at every address: a table of all of them and of everyone who may come.

in    asked to sign in, and led back here afterwards
led   led elsewhere, and nothing has changed
did   led elsewhere after something has been done
200!  answered after something has been done
"""

import re
import zlib
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone

from analysis.models import Build
from regions import register_file, team
from regions.models import HeadContact, Invitation, Membership, Organisation
from surveys import answers, compiling, definition, drafting, editing, registers, workflow
from surveys.models import (
    AnswerChange,
    Compilation,
    Correction,
    Door,
    Explanation,
    Export,
    ExportedPiece,
    Extension,
    Locking,
    Override,
    Remark,
    Reminder,
    Response,
    Round,
    RoundDraft,
    SectionTask,
    Step,
    Upload,
    UploadedFile,
    Version,
    Wording,
)
from tests import factories

pytestmark = pytest.mark.django_db

VISITORS = [
    *("stranger", "closed", "nobody"),
    *("region", "region colleague", "other region"),
    *("rss", "rss colleague", "other rss"),
    *("kommun", "other kommun"),
    *("handläggare", "analytiker", "administratör"),
]
# New: never signed in. Shut: the account has been closed. None: a member of nothing. Col.: a colleague
# of the lead. Oth.: the lead of a neighbour. One word in a row stands for everybody.
TABLE = """
#                                      |    region   |      RSS     |  kommun |    staff
#                        new shut none lead col. oth. lead col. oth.  own oth.   h.  an. adm.
GET  front               200  200  led  led  led  led  led  led  led  led  led  led  led  led
POST front               405
GET  sign_in             200  200  led  led  led  led  led  led  led  led  led  led  led  led
POST sign_in             200  200  led  led  led  led  led  led  led  led  led  led  led  led
GET  sign_out            405
POST sign_out            led
GET  forgotten           200
POST forgotten           200
GET  set_password        200
POST set_password        200
GET  accessibility       200
POST accessibility       405
GET  invitation          404
POST invitation          404
GET  follow_invitation   led
POST follow_invitation   405
GET  health              200
POST health              405
GET  desk                 in   in  200  200  200  200  200  200  200  200  200  404  404  404
POST desk                405
GET  overview     region  in   in  404  200  200  404  404  404  404  404  404  404  404  404
POST overview     region 405
GET  overview     rss     in   in  404  404  404  404  200  200  404  404  404  404  404  404
POST overview     rss    405
GET  overview     kommun  in   in  404  404  404  404  200  200  404  200  404  404  404  404
POST overview     kommun 405
GET  section      region  in   in  404  200  200  404  404  404  404  404  404  404  404  404
POST section      region  in   in  404  did  did  404  404  404  404  404  404  404  404  404
GET  section      rss     in   in  404  404  404  404  200  200  404  404  404  404  404  404
POST section      rss     in   in  404  404  404  404  did  did  404  404  404  404  404  404
GET  section      kommun  in   in  404  404  404  404  200  200  404  200  404  404  404  404
POST section      kommun  in   in  404  404  404  404  did  did  404  did  404  404  404  404
GET  sums         region  in   in  404  404  404  404  404  404  404  404  404  404  404  404
POST sums         region 405
GET  sums         rss     in   in  404  404  404  404  200  200  404  404  404  404  404  404
POST sums         rss    405
GET  sums         kommun  in   in  404  404  404  404  404  404  404  404  404  404  404  404
POST sums         kommun 405
GET  begin_sums   region 405
POST begin_sums   region  in   in  404  404  404  404  404  404  404  404  404  404  404  404
GET  begin_sums   rss    405
POST begin_sums   rss     in   in  404  404  404  404  did  led  404  404  404  404  404  404
GET  begin_sums   kommun 405
POST begin_sums   kommun  in   in  404  404  404  404  404  404  404  404  404  404  404  404
GET  end_sums     region 405
POST end_sums     region  in   in  404  404  404  404  404  404  404  404  404  404  404  404
GET  end_sums     rss    405
POST end_sums     rss     in   in  404  404  404  404  did  led  404  404  404  404  404  404
GET  end_sums     kommun 405
POST end_sums     kommun  in   in  404  404  404  404  404  404  404  404  404  404  404  404
GET  override_sum region 405
POST override_sum region  in   in  404  404  404  404  404  404  404  404  404  404  404  404
GET  override_sum rss    405
POST override_sum rss     in   in  404  404  404  404  did  did  404  404  404  404  404  404
GET  override_sum kommun 405
POST override_sum kommun  in   in  404  404  404  404  404  404  404  404  404  404  404  404
GET  follow_sum   region 405
POST follow_sum   region  in   in  404  404  404  404  404  404  404  404  404  404  404  404
GET  follow_sum   rss    405
POST follow_sum   rss     in   in  404  404  404  404  did  did  404  404  404  404  404  404
GET  follow_sum   kommun 405
POST follow_sum   kommun  in   in  404  404  404  404  404  404  404  404  404  404  404  404
GET  workbook           region in   in  404  200  200  404  404  404  404  404  404  404  404  404
POST workbook           region in   in  404  did  did  404  404  404  404  404  404  404  404  404
GET  workbook           rss    in   in  404  404  404  404  200  200  404  404  404  404  404  404
POST workbook           rss    in   in  404  404  404  404  did  did  404  404  404  404  404  404
GET  workbook           kommun in   in  404  404  404  404  200  200  404  200  404  404  404  404
POST workbook           kommun in   in  404  404  404  404  did  did  404  did  404  404  404  404
GET  workbook_file      region in   in  404  200  200  404  404  404  404  404  404  404  404  404
POST workbook_file      region 405
GET  workbook_file      rss    in   in  404  404  404  404  200  200  404  404  404  404  404  404
POST workbook_file      rss    405
GET  workbook_file      kommun in   in  404  404  404  404  200  200  404  200  404  404  404  404
POST workbook_file      kommun 405
GET  area_workbook      region in   in  404  404  404  404  404  404  404  404  404  404  404  404
POST area_workbook      region in   in  404  404  404  404  404  404  404  404  404  404  404  404
GET  area_workbook      rss    in   in  404  404  404  404  200  200  404  404  404  404  404  404
POST area_workbook      rss    in   in  404  404  404  404  did  did  404  404  404  404  404  404
GET  area_workbook      kommun in   in  404  404  404  404  404  404  404  404  404  404  404  404
POST area_workbook      kommun in   in  404  404  404  404  404  404  404  404  404  404  404  404
GET  area_workbook_file region in   in  404  404  404  404  404  404  404  404  404  404  404  404
POST area_workbook_file region 405
GET  area_workbook_file rss    in   in  404  404  404  404  200  200  404  404  404  404  404  404
POST area_workbook_file rss    405
GET  area_workbook_file kommun in   in  404  404  404  404  404  404  404  404  404  404  404  404
POST area_workbook_file kommun 405
GET  upload             region in   in  404  200  200  404  404  404  404  404  404  404  404  404
POST upload             region 405
GET  upload             rss    in   in  404  404  404  404  200  200  404  404  404  404  404  404
POST upload             rss    405
GET  upload             kommun in   in  404  404  404  404  200  200  404  200  404  404  404  404
POST upload             kommun 405
GET  upload_state       region in   in  404  200  200  404  404  404  404  404  404  404  404  404
POST upload_state       region 405
GET  upload_state       rss    in   in  404  404  404  404  200  200  404  404  404  404  404  404
POST upload_state       rss    405
GET  upload_state       kommun in   in  404  404  404  404  200  200  404  200  404  404  404  404
POST upload_state       kommun 405
GET  marked_copy        region in   in  404  200  200  404  404  404  404  404  404  404  404  404
POST marked_copy        region 405
GET  marked_copy        rss    in   in  404  404  404  404  200  200  404  404  404  404  404  404
POST marked_copy        rss    405
GET  marked_copy        kommun in   in  404  404  404  404  200  200  404  200  404  404  404  404
POST marked_copy        kommun 405
GET  take_in            region 405
POST take_in            region in   in  404  did  did  404  404  404  404  404  404  404  404  404
GET  take_in            rss    405
POST take_in            rss    in   in  404  404  404  404  did  did  404  404  404  404  404  404
GET  take_in            kommun 405
POST take_in            kommun in   in  404  404  404  404  did  did  404  did  404  404  404  404
GET  undo_upload        region 405
POST undo_upload        region in   in  404  did  did  404  404  404  404  404  404  404  404  404
GET  undo_upload        rss    405
POST undo_upload        rss    in   in  404  404  404  404  did  did  404  404  404  404  404  404
GET  undo_upload        kommun 405
POST undo_upload        kommun in   in  404  404  404  404  did  did  404  did  404  404  404  404
GET  presence     region  405
POST presence     region  in   in  404  200  200  404  404  404  404  404  404  404  404  404
GET  presence     rss     405
POST presence     rss     in   in  404  404  404  404  200  200  404  404  404  404  404  404
GET  presence     kommun  405
POST presence     kommun  in   in  404  404  404  404  200  200  404  200  404  404  404  404
GET  box          region 405
POST box          region  in   in  404 200! 200!  404  404  404  404  404  404  404  404  404
GET  box          rss    405
POST box          rss     in   in  404  404  404  404 200! 200!  404  404  404  404  404  404
GET  box          kommun 405
POST box          kommun  in   in  404  404  404  404 200! 200!  404 200!  404  404  404  404
GET  findings     region  in   in  404  200  200  404  404  404  404  404  404  404  404  404
POST findings     region 405
GET  findings     rss     in   in  404  404  404  404  200  200  404  404  404  404  404  404
POST findings     rss    405
GET  findings     kommun  in   in  404  404  404  404  200  200  404  200  404  404  404  404
POST findings     kommun 405
GET  explain      region 405
POST explain      region  in   in  404  did  did  404  404  404  404  404  404  404  404  404
GET  explain      rss    405
POST explain      rss     in   in  404  404  404  404  did  did  404  404  404  404  404  404
GET  explain      kommun 405
POST explain      kommun  in   in  404  404  404  404  did  did  404  did  404  404  404  404
GET  remark       region  in   in  404  200  200  404  404  404  404  404  404  404  404  404
POST remark       region  in   in  404  did  did  404  404  404  404  404  404  404  404  404
GET  remark       rss     in   in  404  404  404  404  200  200  404  404  404  404  404  404
POST remark       rss     in   in  404  404  404  404  did  did  404  404  404  404  404  404
GET  remark       kommun  in   in  404  404  404  404  200  200  404  200  404  404  404  404
POST remark       kommun  in   in  404  404  404  404  did  did  404  did  404  404  404  404
GET  submit       region 405
POST submit       region  in   in  404  did  led  404  404  404  404  404  404  404  404  404
GET  submit       rss    405
POST submit       rss     in   in  404  404  404  404  did  led  404  404  404  404  404  404
GET  submit       kommun 405
POST submit       kommun  in   in  404  404  404  404  did  led  404  did  404  404  404  404
GET  receipt      region  in   in  404  200  200  404  404  404  404  404  404  404  404  404
POST receipt      region 405
GET  receipt      rss     in   in  404  404  404  404  200  200  404  404  404  404  404  404
POST receipt      rss    405
GET  receipt      kommun  in   in  404  404  404  404  200  200  404  200  404  404  404  404
POST receipt      kommun 405
GET  numbered_receipt region  in   in  404  200  200  404  404  404  404  404  404  404  404  404
POST numbered_receipt region 405
GET  numbered_receipt rss     in   in  404  404  404  404  200  200  404  404  404  404  404  404
POST numbered_receipt rss    405
GET  numbered_receipt kommun  in   in  404  404  404  404  200  200  404  200  404  404  404  404
POST numbered_receipt kommun 405
GET  receipt_pdf  region  in   in  404  200  200  404  404  404  404  404  404  404  404  404
POST receipt_pdf  region 405
GET  receipt_pdf  rss     in   in  404  404  404  404  200  200  404  404  404  404  404  404
POST receipt_pdf  rss    405
GET  receipt_pdf  kommun  in   in  404  404  404  404  200  200  404  200  404  404  404  404
POST receipt_pdf  kommun 405
GET  copy         region  in   in  404  200  200  404  404  404  404  404  404  404  404  404
POST copy         region 405
GET  copy         rss     in   in  404  404  404  404  200  200  404  404  404  404  404  404
POST copy         rss    405
GET  copy         kommun  in   in  404  404  404  404  200  200  404  200  404  404  404  404
POST copy         kommun 405
GET  blank        region  in   in  404  200  200  404  404  404  404  404  404  200  200  200
POST blank        region 405
GET  blank        rss     in   in  404  404  404  404  200  200  404  404  404  200  200  200
POST blank        rss    405
GET  blank        kommun  in   in  404  404  404  404  200  200  404  200  404  404  404  404
POST blank        kommun 405
GET  question_purpose region  in   in  404  200  200  404  404  404  404  404  404  404  404  404
POST question_purpose region 405
GET  question_purpose rss     in   in  404  404  404  404  200  200  404  404  404  404  404  404
POST question_purpose rss    405
GET  question_purpose kommun  in   in  404  404  404  404  200  200  404  200  404  404  404  404
POST question_purpose kommun 405
GET  results          region  in   in  404  200  200  404  404  404  404  404  404  404  404  404
POST results          region 405
GET  results          rss     in   in  404  404  404  404  200  200  404  404  404  404  404  404
POST results          rss    405
GET  results          kommun  in   in  404  404  404  404  200  200  404  200  404  404  404  404
POST results          kommun 405
GET  own_answers      region  in   in  404  200  200  404  404  404  404  404  404  404  404  404
POST own_answers      region 405
GET  own_answers      rss     in   in  404  404  404  404  200  200  404  404  404  404  404  404
POST own_answers      rss    405
GET  own_answers      kommun  in   in  404  404  404  404  200  200  404  200  404  404  404  404
POST own_answers      kommun 405
GET  area_answers     region  in   in  404  404  404  404  404  404  404  404  404  404  404  404
POST area_answers     region 405
GET  area_answers     rss     in   in  404  404  404  404  200  200  404  404  404  404  404  404
POST area_answers     rss    405
GET  area_answers     kommun  in   in  404  404  404  404  404  404  404  404  404  404  404  404
POST area_answers     kommun 405
GET  check_receipt       200
POST check_receipt       422
#                                                 |    region   |      RSS     |  kommun |    staff
#                                   new shut none lead col. oth. lead col. oth.  own oth.   h.  an. adm.
GET  account_login                200  200  led  led  led  led  led  led  led  led  led  led  led  led
POST account_login                200  200  led  led  led  led  led  led  led  led  led  led  led  led
GET  mfa_authenticate            led
POST mfa_authenticate            led
GET  account_reauthenticate        in   in  403  403  403  403  403  403  403  403  403  403  403  403
POST account_reauthenticate        in   in  403  403  403  403  403  403  403  403  403  403  403  403
GET  mfa_reauthenticate            in   in  403  403  403  403  403  403  403  403  403  403  403  403
POST mfa_reauthenticate            in   in  403  403  403  403  403  403  403  403  403  403  403  403
GET  mfa_reauthenticate_webauthn   in   in  403  403  403  403  403  403  403  403  403  403  403  403
POST mfa_reauthenticate_webauthn   in   in  403  403  403  403  403  403  403  403  403  403  403  403
GET  openid_connect_login        404
POST openid_connect_login        405
GET  openid_connect_callback     404
POST openid_connect_callback     404
GET  sign_ins                      in   in  200  200  200  200  200  200  200  200  200  200  200  200
POST sign_ins                    405
GET  end_other_visits            405
POST end_other_visits              in   in  led  led  led  led  led  led  led  led  led  led  led  led
GET  end_visit                   405
POST end_visit                     in   in  led  led  led  led  led  led  led  led  led  led  led  led
GET  change_password               in   in  200  200  200  200  200  200  200  200  200  200  200  200
POST change_password               in   in  200  200  200  200  200  200  200  200  200  200  200  200
GET  mfa_index                     in   in  200  200  200  200  200  200  200  200  200  200  200  200
POST mfa_index                     in   in  405  405  405  405  405  405  405  405  405  405  405  405
GET  mfa_activate_totp             in   in  200  200  200  200  200  200  200  200  200  200  200  200
POST mfa_activate_totp             in   in  200  200  200  200  200  200  200  200  200  200  200  200
GET  mfa_deactivate_totp           in   in  404  404  404  404  404  404  404  404  404  404  404  404
POST mfa_deactivate_totp           in   in  404  404  404  404  404  404  404  404  404  404  404  404
GET  mfa_add_webauthn              in   in  200  200  200  200  200  200  200  200  200  200  200  200
POST mfa_add_webauthn              in   in  200  200  200  200  200  200  200  200  200  200  200  200
GET  mfa_remove_webauthn           in   in  404  404  404  404  404  404  404  404  404  404  404  404
POST mfa_remove_webauthn           in   in  404  404  404  404  404  404  404  404  404  404  404  404
GET  mfa_view_recovery_codes       in   in  404  404  404  404  404  404  404  404  404  404  404  404
POST mfa_view_recovery_codes       in   in  405  405  405  405  405  405  405  405  405  405  405  405
GET  mfa_generate_recovery_codes   in   in  200  200  200  200  200  200  200  200  200  200  200  200
POST mfa_generate_recovery_codes   in   in  200  200  200  200  200  200  200  200  200  200  200  200
#                                              |    region   |      RSS     |  kommun |    staff
#                                new shut none lead col. oth. lead col. oth.  own oth.   h.  an. adm.
GET  colleagues          region   in   in  404  200  404  404  404  404  404  404  404  404  404  404
POST colleagues          region   in   in  404  did  404  404  404  404  404  404  404  404  404  404
GET  colleagues          rss      in   in  404  404  404  404  200  404  404  404  404  404  404  404
POST colleagues          rss      in   in  404  404  404  404  did  404  404  404  404  404  404  404
GET  colleagues          kommun   in   in  404  404  404  404  404  404  404  200  404  404  404  404
POST colleagues          kommun   in   in  404  404  404  404  404  404  404  did  404  404  404  404
GET  colleague           region   in   in  404  200  404  404  404  404  404  404  404  404  404  404
POST colleague           region  405
GET  colleague           rss      in   in  404  404  404  404  200  404  404  404  404  404  404  404
POST colleague           rss     405
GET  colleague           kommun   in   in  404  404  404  404  404  404  404  200  404  404  404  404
POST colleague           kommun  405
GET  give_sections       region  405
POST give_sections       region   in   in  404  did  404  404  404  404  404  404  404  404  404  404
GET  give_sections       rss     405
POST give_sections       rss      in   in  404  404  404  404  did  404  404  404  404  404  404  404
GET  give_sections       kommun  405
POST give_sections       kommun   in   in  404  404  404  404  404  404  404  did  404  404  404  404
GET  make_lead           region  405
POST make_lead           region   in   in  404  did  404  404  404  404  404  404  404  404  404  404
GET  make_lead           rss     405
POST make_lead           rss      in   in  404  404  404  404  did  404  404  404  404  404  404  404
GET  make_lead           kommun  405
POST make_lead           kommun   in   in  404  404  404  404  404  404  404  did  404  404  404  404
GET  make_contributor    region  405
POST make_contributor    region   in   in  404  did  404  404  404  404  404  404  404  404  404  404
GET  make_contributor    rss     405
POST make_contributor    rss      in   in  404  404  404  404  did  404  404  404  404  404  404  404
GET  make_contributor    kommun  405
POST make_contributor    kommun   in   in  404  404  404  404  404  404  404  did  404  404  404  404
GET  hand_over           region  405
POST hand_over           region   in   in  404  did  404  404  404  404  404  404  404  404  404  404
GET  hand_over           rss     405
POST hand_over           rss      in   in  404  404  404  404  did  404  404  404  404  404  404  404
GET  hand_over           kommun  405
POST hand_over           kommun   in   in  404  404  404  404  404  404  404  did  404  404  404  404
GET  end_access          region  405
POST end_access          region   in   in  404  did  404  404  404  404  404  404  404  404  404  404
GET  end_access          rss     405
POST end_access          rss      in   in  404  404  404  404  did  404  404  404  404  404  404  404
GET  end_access          kommun  405
POST end_access          kommun   in   in  404  404  404  404  404  404  404  did  404  404  404  404
GET  renew_invitation    region  405
POST renew_invitation    region   in   in  404  did  404  404  404  404  404  404  404  404  404  404
GET  renew_invitation    rss     405
POST renew_invitation    rss      in   in  404  404  404  404  did  404  404  404  404  404  404  404
GET  renew_invitation    kommun  405
POST renew_invitation    kommun   in   in  404  404  404  404  404  404  404  did  404  404  404  404
GET  withdraw_invitation region  405
POST withdraw_invitation region   in   in  404  did  404  404  404  404  404  404  404  404  404  404
GET  withdraw_invitation rss     405
POST withdraw_invitation rss      in   in  404  404  404  404  did  404  404  404  404  404  404  404
GET  withdraw_invitation kommun  405
POST withdraw_invitation kommun   in   in  404  404  404  404  404  404  404  did  404  404  404  404
#                                              |    region   |      RSS     |  kommun |    staff
#                                      new shut none lead col. oth. lead col. oth.  own oth.   h.  an. adm.
GET  kommuner                   region  in   in  404  404  404  404  404  404  404  404  404  404  404  404
POST kommuner                   region 405
GET  kommuner                   rss     in   in  404  404  404  404  200  200  404  404  404  404  404  404
POST kommuner                   rss    405
GET  kommuner                   kommun  in   in  404  404  404  404  404  404  404  404  404  404  404  404
POST kommuner                   kommun 405
GET  invite_kommuner            region  in   in  404  404  404  404  404  404  404  404  404  404  404  404
POST invite_kommuner            region  in   in  404  404  404  404  404  404  404  404  404  404  404  404
GET  invite_kommuner            rss     in   in  404  404  404  404  200  404  404  404  404  404  404  404
POST invite_kommuner            rss     in   in  404  404  404  404  did  404  404  404  404  404  404  404
GET  invite_kommuner            kommun  in   in  404  404  404  404  404  404  404  404  404  404  404  404
POST invite_kommuner            kommun  in   in  404  404  404  404  404  404  404  404  404  404  404  404
GET  remind_kommuner            region  in   in  404  404  404  404  404  404  404  404  404  404  404  404
POST remind_kommuner            region  in   in  404  404  404  404  404  404  404  404  404  404  404  404
GET  remind_kommuner            rss     in   in  404  404  404  404  200  404  404  404  404  404  404  404
POST remind_kommuner            rss     in   in  404  404  404  404  did  404  404  404  404  404  404  404
GET  remind_kommuner            kommun  in   in  404  404  404  404  404  404  404  404  404  404  404  404
POST remind_kommuner            kommun  in   in  404  404  404  404  404  404  404  404  404  404  404  404
GET  kommun                     region  in   in  404  404  404  404  404  404  404  404  404  404  404  404
POST kommun                     region 405
GET  kommun                     rss     in   in  404  404  404  404  200  200  404  404  404  404  404  404
POST kommun                     rss    405
GET  kommun                     kommun  in   in  404  404  404  404  404  404  404  404  404  404  404  404
POST kommun                     kommun 405
GET  invite_kommun              region 405
POST invite_kommun              region  in   in  404  404  404  404  404  404  404  404  404  404  404  404
GET  invite_kommun              rss    405
POST invite_kommun              rss     in   in  404  404  404  404  did  404  404  404  404  404  404  404
GET  invite_kommun              kommun 405
POST invite_kommun              kommun  in   in  404  404  404  404  404  404  404  404  404  404  404  404
GET  remind_kommun              region 405
POST remind_kommun              region  in   in  404  404  404  404  404  404  404  404  404  404  404  404
GET  remind_kommun              rss    405
POST remind_kommun              rss     in   in  404  404  404  404  did  404  404  404  404  404  404  404
GET  remind_kommun              kommun 405
POST remind_kommun              kommun  in   in  404  404  404  404  404  404  404  404  404  404  404  404
GET  lock_kommun                region 405
POST lock_kommun                region  in   in  404  404  404  404  404  404  404  404  404  404  404  404
GET  lock_kommun                rss    405
POST lock_kommun                rss     in   in  404  404  404  404  did  404  404  404  404  404  404  404
GET  lock_kommun                kommun 405
POST lock_kommun                kommun  in   in  404  404  404  404  404  404  404  404  404  404  404  404
GET  unlock_kommun              region 405
POST unlock_kommun              region  in   in  404  404  404  404  404  404  404  404  404  404  404  404
GET  unlock_kommun              rss    405
POST unlock_kommun              rss     in   in  404  404  404  404  did  404  404  404  404  404  404  404
GET  unlock_kommun              kommun 405
POST unlock_kommun              kommun  in   in  404  404  404  404  404  404  404  404  404  404  404  404
GET  renew_kommun_invitation    region 405
POST renew_kommun_invitation    region  in   in  404  404  404  404  404  404  404  404  404  404  404  404
GET  renew_kommun_invitation    rss    405
POST renew_kommun_invitation    rss     in   in  404  404  404  404  did  404  404  404  404  404  404  404
GET  renew_kommun_invitation    kommun 405
POST renew_kommun_invitation    kommun  in   in  404  404  404  404  404  404  404  404  404  404  404  404
GET  withdraw_kommun_invitation region 405
POST withdraw_kommun_invitation region  in   in  404  404  404  404  404  404  404  404  404  404  404  404
GET  withdraw_kommun_invitation rss    405
POST withdraw_kommun_invitation rss     in   in  404  404  404  404  did  404  404  404  404  404  404  404
GET  withdraw_kommun_invitation kommun 405
POST withdraw_kommun_invitation kommun  in   in  404  404  404  404  404  404  404  404  404  404  404  404
#                                      |    region   |      RSS     |  kommun |    staff
#                        new shut none lead col. oth. lead col. oth.  own oth.   h.  an. adm.
GET  standing             in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST standing            405
GET  standing_parts       in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST standing_parts      405
GET  standing_file        in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST standing_file       405
GET  queue                in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST queue               405
GET  approve_many        in   in  403  403  403  403  403  403  403  403  403  200  403  200
POST approve_many        in   in  403  403  403  403  403  403  403  403  403  did  403  did
GET  question_across     in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST question_across     405
GET  compare      region  in   in  404  404  404  404  404  404  404  404  404  200  200  200
POST compare      region 405
GET  compare      rss     in   in  404  404  404  404  404  404  404  404  404  200  200  200
POST compare      rss    405
GET  compare      kommun  in   in  404  404  404  404  200  404  404  404  404  404  404  404
POST compare      kommun 405
GET  review       region  in   in  404  404  404  404  404  404  404  404  404  200  200  200
POST review       region 405
GET  review       rss     in   in  404  404  404  404  404  404  404  404  404  200  200  200
POST review       rss    405
GET  review       kommun  in   in  404  404  404  404  200  404  404  404  404  404  404  404
POST review       kommun 405
GET  give_back    region 405
POST give_back    region  in   in  404  404  404  404  404  404  404  404  404  did  led  did
GET  give_back    rss    405
POST give_back    rss     in   in  404  404  404  404  404  404  404  404  404  did  led  did
GET  give_back    kommun 405
POST give_back    kommun  in   in  404  404  404  404  did  404  404  404  404  404  404  404
GET  approve      region 405
POST approve      region  in   in  404  404  404  404  404  404  404  404  404  did  led  did
GET  approve      rss    405
POST approve      rss     in   in  404  404  404  404  404  404  404  404  404  did  led  did
GET  approve      kommun 405
POST approve      kommun  in   in  404  404  404  404  did  404  404  404  404  404  404  404
GET  write_remark region 405
POST write_remark region  in   in  404  404  404  404  404  404  404  404  404  did  led  did
GET  write_remark rss    405
POST write_remark rss     in   in  404  404  404  404  404  404  404  404  404  did  led  did
GET  write_remark kommun 405
POST write_remark kommun  in   in  404  404  404  404  did  404  404  404  404  404  404  404
GET  close_remark region 405
POST close_remark region  in   in  404  404  404  404  404  404  404  404  404  did  led  did
GET  close_remark rss    405
POST close_remark rss     in   in  404  404  404  404  404  404  404  404  404  did  led  did
GET  close_remark kommun 405
POST close_remark kommun  in   in  404  404  404  404  did  404  404  404  404  404  404  404
GET  preparing            in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST preparing            in   in  403  403  403  403  403  403  403  403  403  did  403  did
GET  round_draft          in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST round_draft         405
GET  edit_round           in   in  403  403  403  403  403  403  403  403  403  200  403  200
POST edit_round           in   in  403  403  403  403  403  403  403  403  403  did  403  did
GET  issue               405
POST issue                in   in  403  403  403  403  403  403  403  403  403  did  403  did
GET  round_yaml           in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST round_yaml          405
GET  draft                in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST draft               405
GET  draft_history        in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST draft_history        in   in  403  403  403  403  403  403  403  403  403  did  403  did
GET  draft_yaml           in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST draft_yaml          405
GET  draft_xlsform        in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST draft_xlsform       405
GET  upload_draft         in   in  403  403  403  403  403  403  403  403  403  200  403  200
POST upload_draft         in   in  403  403  403  403  403  403  403  403  403  did  403  did
GET  fetch_part           in   in  403  403  403  403  403  403  403  403  403  200  403  200
POST fetch_part           in   in  403  403  403  403  403  403  403  403  403  did  403  did
GET  add_part             in   in  403  403  403  403  403  403  403  403  403  200  403  200
POST add_part             in   in  403  403  403  403  403  403  403  403  403  did  403  did
GET  edit_part            in   in  403  403  403  403  403  403  403  403  403  200  403  200
POST edit_part            in   in  403  403  403  403  403  403  403  403  403  did  403  did
GET  move_part           405
POST move_part            in   in  403  403  403  403  403  403  403  403  403  did  403  did
GET  drop_part            in   in  403  403  403  403  403  403  403  403  403  200  403  200
POST drop_part            in   in  403  403  403  403  403  403  403  403  403  did  403  did
GET  preview              in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST preview              in   in  403  403  403  403  403  403  403  403  403  200  200  200
GET  corrections          in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST corrections          in   in  403  403  403  403  403  403  403  403  403  did  403  did
GET  reviewed_answers region in   in  404  404  404  404  404  404  404  404  404  200  200  200
POST reviewed_answers region 405
GET  reviewed_answers rss    in   in  404  404  404  404  404  404  404  404  404  200  200  200
POST reviewed_answers rss    405
GET  reviewed_answers kommun in   in  404  404  404  404  404  404  404  404  404  404  404  404
POST reviewed_answers kommun 405
GET  exports              in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST exports              in   in  403  403  403  403  403  403  403  403  403  did  did  did
GET  export_state         in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST export_state        405
GET  export_file          in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST export_file         405
GET  register             in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST register             in   in  403  403  403  403  403  403  403  403  403  403  403  200
GET  register_file        in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST register_file       405
GET  take_in_register    405
POST take_in_register     in   in  403  403  403  403  403  403  403  403  403  403  403  did
GET  rounds               in   in  403  403  403  403  403  403  403  403  403  led  led  led
POST rounds              405
GET  tables               in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST tables              405
GET  build               405
POST build                in   in  403  403  403  403  403  403  403  403  403  403  did  did
GET  build_state          in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST build_state         405
GET  download             in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST download            405
GET  table                in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST table               405
GET  trace                in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST trace               405
GET  log                    in   in  403  403  403  403  403  403  403  403  403  403  403  200
POST log                  405
#                                      |    region   |      RSS     |  kommun |    staff
#                        new shut none lead col. oth. lead col. oth.  own oth.   h.  an. adm.
GET  newest_respondents   in   in  403  403  403  403  403  403  403  403  403  led  led  led
POST newest_respondents 405
GET  respondents   in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST respondents 405
GET  add_newcomers 405
POST add_newcomers   in   in  403  403  403  403  403  403  403  403  403  did  403  did
GET  respondent region   in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST respondent region 405
GET  respondent rss      in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST respondent rss    405
GET  respondent kommun   in   in  403  403  403  403  403  403  403  403  403  404  404  404
POST respondent kommun 405
GET  invite_lead   region 405
POST invite_lead   region   in   in  403  403  403  403  403  403  403  403  403  did  403  did
GET  invite_lead   rss    405
POST invite_lead   rss      in   in  403  403  403  403  403  403  403  403  403  did  403  did
GET  invite_lead   kommun 405
POST invite_lead   kommun   in   in  403  403  403  403  403  403  403  403  403  404  403  404
GET  set_head      region 405
POST set_head      region   in   in  403  403  403  403  403  403  403  403  403  did  403  did
GET  set_head      rss    405
POST set_head      rss      in   in  403  403  403  403  403  403  403  403  403  did  403  did
GET  set_head      kommun 405
POST set_head      kommun   in   in  403  403  403  403  403  403  403  403  403  404  403  404
GET  extend        region 405
POST extend        region   in   in  403  403  403  403  403  403  403  403  403  did  403  did
GET  extend        rss    405
POST extend        rss      in   in  403  403  403  403  403  403  403  403  403  did  403  did
GET  extend        kommun 405
POST extend        kommun   in   in  403  403  403  403  403  403  403  403  403  404  403  404
GET  end_extension region 405
POST end_extension region   in   in  403  403  403  403  403  403  403  403  403  did  403  did
GET  end_extension rss    405
POST end_extension rss      in   in  403  403  403  403  403  403  403  403  403  did  403  did
GET  end_extension kommun 405
POST end_extension kommun   in   in  403  403  403  403  403  403  403  403  403  404  403  404
GET  letters   in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST letters 405
GET  wordings   in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST wordings 405
GET  wording   in   in  403  403  403  403  403  403  403  403  403  200  200  200
POST wording   in   in  403  403  403  403  403  403  403  403  403  did  403  did
"""


LINES = [line for line in TABLE.splitlines() if line and not line.startswith("#")]


def names(patterns=None):
    """The names of all addresses there are."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLPattern):
            yield one.name
        else:
            yield from names(one.url_patterns)


def table_of(name):
    return [line.split() for line in LINES if line.split()[1] == name]


def test_every_address_is_in_the_table():
    assert None not in list(names())
    rows = {tuple(line.split()[:2]) for line in LINES}
    assert rows == {(method, name) for name in names() for method in ("GET", "POST")}


@pytest.mark.parametrize("name", sorted(set(names())))
def test_every_visitor_is_answered_as_in_the_table(name, town):
    assert [" ".join(row) for row in rows_of(name, town)] == [
        " ".join(row) for row in table_of(name)
    ]


def rows_of(name, town):
    """The table's rows for an address, as they are."""
    for whose in ("region", "rss", "kommun") if name in OF_A_RESPONSE | OF_A_TEAM else (None,):
        with factories.undone():
            address, data = visit(name, whose, town)
            for method in ("GET", "POST"):
                answered = [answer(method, address, data, who, town) for who in VISITORS]
                alike = answered[:1] if len(set(answered)) == 1 else answered
                yield [method, name, *([whose] if whose else []), *alike]


def answer(method, address, data, who, town):
    visitor = town.visitor(who)
    with factories.undone():
        before = everything_done()
        reply = visitor.get(address) if method == "GET" else visitor.post(address, data)
        done = everything_done() != before
    if reply.status_code == 302:
        if reply.url == f"/logga-in/?next={quote(address)}":
            return "in" + "!" * done
        return "did" if done else "led"
    return f"{reply.status_code}" + "!" * done


# All that visitors can do leaves a row in one of these, changed or new.
DONE_IN = [
    model._meta.db_table
    for model in (
        *(AnswerChange, Step, Locking, Explanation, Build, SectionTask, Compilation, Override),
        *(Reminder, Version, Correction, Response, Extension, HeadContact, Wording, Membership),
        *(Invitation, Remark, Upload, RoundDraft, Export),
    )
]


def everything_done():
    """How many rows this transaction has written so far in each of the tables; and the register, which
    a page may change and then let be."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT array_agg(pg_stat_get_xact_tuples_inserted(written)),
                   array_agg(pg_stat_get_xact_tuples_updated(written)),
                   array_agg(pg_stat_get_xact_tuples_deleted(written)),
                   (SELECT md5(string_agg(id || name, ',' ORDER BY id)) FROM regions_organisation)
            FROM unnest(%s::regclass[]) written
            """,
            [DONE_IN],
        )
        return cursor.fetchone()


# ---- where to go, and with what ----

# Of a response in its round, for those who run it.
OF_A_RESPONDENT = {"respondent", "invite_lead", "set_head", "extend", "end_extension"}
OF_A_RESPONSE = {
    *OF_A_RESPONDENT,
    *("overview", "section", "presence", "box", "findings", "explain", "submit"),
    *("sums", "begin_sums", "end_sums", "override_sum", "follow_sum"),
    *("receipt", "numbered_receipt", "receipt_pdf", "copy", "blank"),
    *("workbook", "workbook_file", "area_workbook", "area_workbook_file"),
    *("upload", "upload_state", "marked_copy", "take_in", "undo_upload"),
    *("question_purpose", "results"),
    *("own_answers", "area_answers", "reviewed_answers"),
    *("review", "compare", "give_back", "approve", "remark", "write_remark", "close_remark"),
}
# Where there is something to see or do once the response is handed in.
HANDED_IN = {
    *("receipt", "numbered_receipt", "receipt_pdf", "results"),
    *("review", "compare", "give_back", "approve", "write_remark", "close_remark"),
}
# Of an RSS that looks after its kommuner.
OF_AN_RSS = {
    *("kommuner", "kommun", "invite_kommuner", "invite_kommun"),
    *("renew_kommun_invitation", "withdraw_kommun_invitation"),
    *("remind_kommuner", "remind_kommun", "lock_kommun", "unlock_kommun"),
}
# Of the organisation that a response is from.
OF_A_TEAM = {
    *("colleagues", "colleague", "give_sections", "renew_invitation", "withdraw_invitation"),
    *("make_lead", "make_contributor", "hand_over", "end_access"),
    *OF_AN_RSS,
}
# Of a round that is prepared, and of a questionnaire in it.
OF_A_DRAFT = {
    **{key: [2024] for key in ["round_draft", "edit_round", "issue", "round_yaml"]},
    **{key: [2024, "region"] for key in ["draft", "draft_history", "preview", "upload_draft"]},
    **{key: [2024, "region"] for key in ["draft_yaml", "draft_xlsform", "fetch_part"]},
    **{
        key: [2024, "region", "fraga", "breddinfort"]
        for key in ["edit_part", "move_part", "drop_part"]
    },
    "add_part": [2024, "region", "avsnitt"],
}
A_ROUND = {"year": "2025", "title": "Ny", "opens": "2025-11-01", "deadline": "2026-03-31"}
ABOUT_SUMS = {"sums", "begin_sums", "end_sums", "override_sum", "follow_sum"}
SUM = "forman_bidrag.ja"
ABOUT_UPLOADS = {"upload", "upload_state", "marked_copy", "take_in", "undo_upload"}
ABOUT_EXPORTS = {"exports", "export_state", "export_file"}
ABOUT_REGISTER = {"register", "register_file", "take_in_register"}
ELSEWHERE = {
    "set_password": ["MQ", "abc-def"],
    "follow_invitation": ["abc-def"],
    "standing_file": ["csv"],
    "end_visit": [1],
    "mfa_remove_webauthn": [1],
    "respondents": [2023],
    "add_newcomers": [2023],
    "letters": [2023],
    "wording": ["day"],
    "tables": [2023],
    "build": [2023],
    "build_state": [2023],
    "download": [2023, "xlsx"],
    "table": [2023, "B3:8"],
    "corrections": [2023, "region"],
    "trace": [2023, "B3:8", "01", "grundlon_ht"],
}


def visit(name, whose, town):
    """(address, what is sent there) of a visit that would do what the address is for."""
    if name in OF_A_DRAFT:
        return reverse(name, args=OF_A_DRAFT[name]), visit_of_a_draft(name)
    if whose is None and name in {"preparing", "corrections"}:
        said = {"question": "breddinfort", "text": "Det gäller året."}
        return reverse(
            name, args=ELSEWHERE.get(name, [])
        ), A_ROUND | said if name == "preparing" else said
    if name == "approve_many":
        return reverse(name), {"svar": [with_nothing_to_look_at(town.region).pk]}
    if name == "question_across":
        questionnaire = Response.objects.get(pk=town.region).questionnaire
        return reverse(name, args=[questionnaire.pk, questionnaire.questions.first().code]), {}
    if name in ABOUT_EXPORTS:
        return visit_of_an_export(name)
    if name in ABOUT_REGISTER:
        return visit_of_the_register(name)
    if whose is None:
        if name == "add_newcomers":
            come_to_the_register()
        if name == "wording":
            return reverse(name, args=["day"]), {"subject": "Hej", "body": "Svara."}
        return reverse(name, args=ELSEWHERE.get(name, [])), {}
    if name in OF_A_TEAM:
        return visit_of_a_team(name, Response.objects.get(pk=getattr(town, whose)))
    response = Response.objects.get(pk=getattr(town, whose))
    if name in OF_A_RESPONDENT:
        return visit_of_a_respondent(name, response)
    data = {}
    arguments = [response.pk]
    if name in {"section", "box", "explain", "submit", "copy", "remark"} or name in ABOUT_SUMS:
        reopen(response)
    if name in ABOUT_SUMS:
        let_follow(response, name)
        arguments += [SUM] if name in {"override_sum", "follow_sum"} else []
        data = {f"{SUM}-number": "5", f"{SUM}-reason": "Det stämmer."}
    if name in HANDED_IN:
        hand_in(response)
    if name in ABOUT_UPLOADS:
        arguments.append(file_sent_in(response, name).pk)
    if name.endswith("_answers"):
        arguments.append("csv")
    if name in {"workbook", "area_workbook"}:
        data = {"file": SentOften("svar.csv", b"kommunkod;kommun")}
    if name in {"remark", "close_remark"}:
        arguments.append(remark_on(response).pk)
        data = {"text": "Vi har räknat om."}
    if name == "write_remark":
        arguments.append(response.questionnaire.items.first().code)
        data = {"text": "Stämmer det?"}
    if name in {"numbered_receipt", "receipt_pdf"}:
        arguments.append(response.receipts.last().number)
    if name == "question_purpose":
        arguments.append(response.questionnaire.questions.first().code)
    if name in {"section", "presence"}:
        arguments.append(response.questionnaire.sections.first().code)
    if name == "box":
        item = response.questionnaire.items.filter(question__kind="yesno").last()
        arguments.append(item.code)
        data = {"varde": "nytt", "sag": response.answers.get(item=item).choice}
    if name == "explain":
        finding = odd_value(response)
        arguments.append(finding.pk)
        data = {f"forklaring-{finding.pk}-text": "Det stämmer."}
    if name == "give_back":
        data = {"reason": "Komplettera."}
    return reverse(name, args=arguments), data


class SentOften(SimpleUploadedFile):
    """A file that every visitor sends."""

    def read(self, *size):
        self.seek(0)
        return super().read(*size)


def visit_of_an_export(name):
    """To the list, or to a file that is finished."""
    round = Round.objects.get(year=2023)
    wishes = {"layout": "answers", "format": "csv"}
    if name == "exports":
        return reverse(name), {"round": round.pk, **wishes}
    one = Export.objects.create(
        **{"round": round, "requested_by": factories.staff(), **wishes},
        state="done",
        finished_at=timezone.now(),
        rows=0,
        size=0,
    )
    ExportedPiece.objects.create(export=one, number=0, content=zlib.compress(b""))
    return reverse(name, args=[one.pk]), {}


def visit_of_the_register(name):
    """With a register where one region has another name."""
    if name == "register_file":
        return reverse(name, args=["csv"]), {}
    changed = register_file.dataset().export("csv").replace("Region Uppsala", "Region Upsala")
    if name == "register":
        return reverse(name), {"file": SentOften("register.csv", changed.encode())}
    table = registers.read(changed.encode(), "register.csv")
    return reverse(name), {"register": registers.sealed(table)}


def file_sent_in(response, name):
    """So far that what the address is for can be done."""
    problem = {"sheet": "csv", "ref": "A1", "found": "", "text": "Skriv ett svar."}
    found = {"changes": [], "problems": [problem], "notes": [], "unchanged": 0, "respondents": []}
    upload = Upload.objects.create(
        response=response,
        requested_by=factories.staff(),
        name="svar.csv",
        checksum="0" * 64,
        phase=Upload.Phase.TAKE if name == "undo_upload" else Upload.Phase.CHECK,
        state=Upload.State.DONE,
        finished_at=timezone.now(),
        found=found,
    )
    UploadedFile.objects.create(upload=upload, content=b"kommunkod;kommun")
    return upload


def visit_of_a_draft(name):
    """Begins the round; gives what is sent there."""
    begun = definition.RoundText(**A_ROUND | {"year": 2024})
    round = drafting.begin(begun, by=factories.staff())
    draft = round.drafts.get(survey__code="region")
    if name == "draft_history":
        drafting.save(
            draft,
            lambda text: editing.drop_question(text, "breddinfort"),
            by=round.begun_by,
            what="Bort",
        )
    text = drafting.read(drafting.latest(draft)).text
    source = drafting.last_issued(draft.survey, 2024)
    fetched = {"slag": "fraga", "enkat": source.pk, "kod": "breddinfort", "avsnitt": "nara_vard"}
    if name == "fetch_part":
        without = editing.drop_question(text, "breddinfort")
        drafting.save(draft, lambda now: without, by=round.begun_by, what="Bort")
    changed = definition.as_yaml(text.model_copy(update={"title": "Annat namn"}))
    return {
        "edit_round": A_ROUND | {"title": "Annan"},
        "draft_history": {"version": "1"},
        "upload_draft": {"yaml": changed, "sedd": "1"},
        "fetch_part": fetched,
        "add_part": {"del-title": "Nytt avsnitt"},
        "edit_part": {"del-text": "Ny lydelse?", "del-kind": "yesno"},
        "move_part": {"at": "upp"},
    }.get(name, {})


def come_to_the_register():
    names = {"name": "Region Nya", "short_name": "Nya"}
    Organisation.objects.get_or_create(kind="region", code="99", defaults=names)


def visit_of_a_respondent(name, response):
    """To one that has not handed in, and has an extension when it is to be ended."""
    if not response.organisation.is_kommun:
        reopen(response)
    if name == "end_extension":
        last = {"deadline": "2099-01-01", "reason": "Skäl", "by": factories.staff()}
        Extension.objects.get_or_create(response=response, defaults=last)
    data = {
        "invite_lead": {"lead-name": "Ny", "lead-email": "ny@exempel.se"},
        "set_head": {"head-name": "Chef", "head-email": "chef@exempel.se"},
        "extend": {"extension-deadline": "2099-01-01", "extension-reason": "Skäl"},
    }
    return reverse(name, args=[2023, response.pk]), data.get(name, {})


def visit_of_a_team(name, response):
    """To a colleague who may step back, or to one who is invited."""
    organisation, questionnaire = response.organisation, response.questionnaire
    where = organisation.kind, organisation.code
    whole = {"name": "Ny", "email": "ny@exempel.se", "scope": "hela"}
    if name == "colleagues":
        return reverse(name, args=[organisation.pk]), whole
    if name in OF_AN_RSS:
        return visit_of_an_rss(name, organisation)
    if name.endswith("invitation"):
        lead = factories.member(*where)
        one = team.invite(organisation, email=f"ny{lead.pk}@exempel.se", name="Ny", by=lead)
    else:
        role = "lead" if name == "make_contributor" else "contributor"
        one = factories.member(*where, role=role).memberships.get()
    some = {"scope": "valda", "marked": [questionnaire.sections.first().code]}
    return reverse(name, args=[organisation.pk, one.pk]), some


def visit_of_an_rss(name, organisation):
    """To one of its kommuner; that it is not one of a region's or a kommun's makes no difference."""
    kommun = factories.response("kommun", "0114")
    person = {"name": "Ny", "email": "ny@exempel.se"}
    if name.endswith("_invitation"):
        lead = factories.member("rss", "rss-01")
        one = team.invite(kommun.organisation, email="ny@exempel.se", name="Ny", by=lead)
        return reverse(name, args=[organisation.pk, one.pk]), {}
    if name.endswith("kommuner"):
        lines = {"lines": f"{kommun.organisation.code}; Ny; ny@exempel.se"}
        return reverse(name, args=[organisation.pk]), lines
    if name == "unlock_kommun":
        workflow.lock_out(kommun, by=factories.member("rss", "rss-01"))
    return reverse(name, args=[organisation.pk, kommun.pk]), person


def reopen(response):
    """Returned, whole and without remarks: may be handed in at once."""
    response.remarks.all().delete()
    if not response.is_open:
        robot = response.submitted_by
        workflow.return_to_respondent(response, by=robot, reason="Se över.", door=Door.COMMAND)
        response.refresh_from_db()
    whole = factories.published(response.questionnaire.survey.code, response.organisation.code)
    answers.save(response, whole, by=factories.staff(), door=Door.COMMAND)
    factories.explain_all(response, by=factories.staff())


def with_nothing_to_look_at(pk):
    """Handed in for the first time, and nothing was found."""
    Response.objects.filter(pk=pk).update(state="submitted", approved_at=None, approved_by=None)
    response = Response.objects.get(pk=pk)
    response.findings.all().delete()
    return response


def let_follow(response, name):
    """So far that what the address is for can be done."""
    if not response.organisation.is_rss or name == "begin_sums":
        return
    lead = factories.member("rss", response.organisation.code)
    compiling.begin(response, by=lead)
    if name == "follow_sum":
        item = response.questionnaire.items.get(code=SUM)
        compiling.override(response, item, "5", "Det stämmer.", by=lead)


def hand_in(response):
    reopen(response)
    workflow.submit(response, by=factories.staff(), door=Door.COMMAND)


def remark_on(response):
    """One that waits for an answer."""
    item = response.questionnaire.items.first()
    return response.remarks.create(item=item, text="Stämmer det?", by=factories.staff())


def odd_value(response):
    typed = {"vfu_veckor.i_ar": "1000", "vfu_veckor.forra_aret": "100"}
    response.explanations.all().delete()
    saved = answers.save(response, typed, by=factories.staff(), door=Door.COMMAND)
    return saved.verdict.queries[0]


def test_what_is_not_there_is_told_as_what_is_not_ones_own(town):
    """Nobody learns which responses there are."""
    lead = town.visitor("region")
    told = {
        re.sub(r"csrfmiddlewaretoken.*?>", "", lead.get(f"/enkater/{pk}/").content.decode())
        for pk in (town.rss, town.kommun, 0, 2**31, 2**63)
    }
    assert len(told) == 1
    assert "<h1>Sidan finns inte</h1>" in told.pop()
