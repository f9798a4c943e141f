"""The pages where next year is prepared: copied, changed part by part, previewed, issued."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pyxform.xls2xform import convert

from surveys import definition, drafting, editing, rounds
from surveys.models import Draft, Questionnaire, Round, RoundDraft
from tests import factories
from tests.surveys.reading import read
from tests.surveys.test_drafting import now, round_text

pytestmark = pytest.mark.django_db

QUESTION = "breddinfort"


@pytest.fixture
def preparer():
    return factories.staff(name="Bo Alm")


@pytest.fixture
def client(visit, preparer):
    return visit(preparer)


@pytest.fixture(scope="module")
def begun(ground_database, django_db_blocker):
    """The tests of the module work where next year is begun, from the first that asks for it on: those
    of beginning stand before it."""
    database = ground_database.numbered_copy()
    with django_db_blocker.unblock(), database.connected():
        drafting.begin(round_text(), by=factories.staff(name="Bo Alm"))
    with database.connected():
        yield
    database.drop()


@pytest.fixture
def draft(begun):
    return Draft.objects.get(round__year=2024, survey__code="region")


def address(name, *more, survey="region", query=""):
    return reverse(name, args=[2024, survey, *more]) + query


def see(client, where):
    reply = client.get(where)
    assert reply.status_code == 200
    return read(reply)


def filled(client, where):
    """What a browser would send of the form on a page, were nothing changed in it."""
    reply = client.get(where)
    assert reply.status_code == 200
    return fields(reply)


def fields(reply):
    form = read(reply).one("form", id="del")
    sent = {}
    for node in form:
        name, kind = node.attributes.get("name"), node.attributes.get("type", "")
        if not name or node.name == "button" or "disabled" in node.attributes:
            continue
        if node.name == "textarea":
            sent[name] = node.raw.strip("\n")
        elif node.name == "select":
            options = node.all("option")
            chosen = [o for o in options if "selected" in o.attributes] or options
            sent[name] = chosen[0].attributes["value"]
        elif kind == "checkbox":
            if "checked" in node.attributes:
                sent[name] = "on"
        else:
            sent[name] = node.attributes.get("value", "")
    return sent


def test_a_round_is_begun_as_a_copy_from_the_list(client):
    page = see(client, reverse("preparing"))
    assert "Ingen omgång förbereds just nu." in page.text
    form = {
        n.attributes["name"]: n.attributes.get("value", "")
        for n in page.all("input")
        if n.attributes.get("name")
    }
    assert (form["year"], form["opens"], form["deadline"]) == ("2024", "2024-11-01", "2025-03-31")

    reply = client.post(reverse("preparing"), form, follow=True)

    page = read(reply)
    assert "Omgång 2024 är påbörjad som en kopia." in page.text
    assert len(page.all("li", class_="card-row")) == 3
    assert "Samma" in page.text or "Bara annat" in page.text
    again = client.post(reverse("preparing"), form)
    assert again.status_code == 422
    assert "Det finns redan en omgång 2024" in read(again).text


def test_a_round_cannot_close_before_it_opens(client):
    reply = client.post(
        reverse("preparing"),
        {"year": "2024", "title": "T", "opens": "2024-05-02", "deadline": "2024-05-01"},
    )

    assert reply.status_code == 422
    assert "kan inte vara före den dag omgången öppnar" in read(reply).text


def test_the_days_of_a_round_are_changed(client, draft):
    where = reverse("edit_round", args=[2024])
    client.post(where, {"title": "Ny", "opens": "2024-10-01", "deadline": "2025-02-28"})

    round = RoundDraft.objects.get(year=2024)
    assert (round.title, str(round.opens), str(round.deadline)) == (
        "Ny",
        "2024-10-01",
        "2025-02-28",
    )


@pytest.mark.parametrize("survey", ["region", "rss", "kommun"])
def test_saving_any_part_unchanged_changes_nothing(client, draft, survey):
    one = Draft.objects.get(round=draft.round, survey__code=survey)
    text = now(one)
    parts = [("enkat", survey), *(("avsnitt", s.code) for s in text.sections)]
    parts += [
        *(("fraga", q.code) for q in text.questions),
        *(("regel", r.code) for r in text.rules),
    ]
    # Of a region's hundred, every third: a page and what it sends back take a second.
    for kind, code in parts[:: 3 if survey == "region" else 1]:
        where = address("edit_part", kind, code, survey=survey)
        reply = client.post(where, filled(client, where))
        assert reply.status_code == 302, (kind, code, read(reply).text)

    assert now(one) == text
    assert one.versions.count() == 1


class TestDraft:
    def test_shows_sections_and_questions_with_what_differs(self, client, draft):
        where = address("edit_part", "fraga", QUESTION)
        client.post(where, filled(client, where) | {"del-text": "Är det infört brett?"})

        page = see(client, address("draft"))

        item = page.one("li", id=f"del-{QUESTION}")
        assert "Är det infört brett?" in item.text
        assert "Ändrad Skiljer sig från 2023" in item.text
        assert "Frågans lydelse, nu Är det infört brett?" in item.text
        assert "Ändrade frågor: 1" in page.text

    def test_every_problem_leads_to_its_part(self, client, draft):
        client.post(address("drop_part", "fraga", QUESTION))

        page = see(client, address("draft"))

        problems = page.one("ul", class_="problem-list")
        link = problems.all("a")[0]
        assert "breddinfort" in link.text
        assert client.get(link.attributes["href"]).status_code == 200
        assert "Frågor som ställdes 2023 men inte nu" in page.text

    def test_a_question_moves_by_its_button_which_keeps_the_focus(self, client, draft):
        first = now(draft).sections[0].questions[0]

        reply = client.post(address("move_part", "fraga", first.code), {"at": "ner"}, follow=True)

        page = read(reply)
        assert now(draft).sections[0].questions[1].code == first.code
        assert "står nu som nummer 2 av" in page.one(role="status").text
        [focus] = [n for n in page.all("button") if "autofocus" in n.attributes]
        assert focus.attributes["value"] == "ner"
        assert first.text in focus.text

    def test_a_section_moves_too(self, client, draft):
        codes = [s.code for s in now(draft).sections]

        client.post(address("move_part", "avsnitt", codes[1]), {"at": "upp"})

        assert [s.code for s in now(draft).sections][:2] == [codes[1], codes[0]]

    def test_taking_away_is_asked_about_and_can_be_undone(self, client, draft):
        page = see(client, address("drop_part", "fraga", QUESTION))
        assert "Ta bort fråga?" in page.text
        assert QUESTION in [q.code for q in now(draft).questions]
        client.post(address("drop_part", "fraga", QUESTION))
        assert QUESTION not in [q.code for q in now(draft).questions]

        client.post(address("draft_history"), {"version": "1"})

        assert QUESTION in [q.code for q in now(draft).questions]
        assert "Återställd till version 1" in see(client, address("draft_history")).text

    def test_the_last_section_stays(self, client, preparer, draft):
        one = now(draft)
        alone = one.model_copy(update={"sections": one.sections[:1]})
        drafting.save(draft, lambda text: alone, by=preparer, what="Ett avsnitt")

        reply = client.post(address("drop_part", "avsnitt", one.sections[0].code), follow=True)

        assert "minst ett avsnitt" in read(reply).text
        assert len(now(draft).sections) == 1


class TestQuestion:
    where = address

    def test_limits_conditions_and_uses_are_kept(self, client, draft):
        where = address("edit_part", "fraga", "fast_lakare_andel")
        typed = {
            "del-help": "Ny hjälp.",
            "del-max": "90,5",
            "del-change_limit": "20",
            "del-used_in": "B3:8\nFigur 3",
            "del-visible_when": "svar.fast_lakare_rutiner == 'ja'",
            "del-required": "",
        }

        client.post(
            where, {k: v for k, v in (filled(client, where) | typed).items() if k != "del-required"}
        )

        one = editing.question(now(draft), "fast_lakare_andel")
        assert (one.help, str(one.max), one.change_limit) == ("Ny hjälp.", "90.5", 20)
        assert (one.used_in, one.required) == (["B3:8", "Figur 3"], False)
        assert one.visible_when == "svar.fast_lakare_rutiner == 'ja'"

    @pytest.mark.parametrize(
        "typed, told",
        [
            ({"del-text": ""}, "Fyll i rutan."),
            ({"del-used_in": "Tabell åtta"}, "går inte att tyda"),
            ({"del-max": "många"}, "Skriv ett tal."),
            ({"del-change_limit": "0"}, "större än eller lika med 1"),
        ],
    )
    def test_what_is_wrong_is_told_at_its_box_and_nothing_is_saved(
        self, client, draft, typed, told
    ):
        where = address("edit_part", "fraga", "fast_lakare_andel")

        reply = client.post(where, filled(client, where) | typed)

        assert reply.status_code == 422
        assert told in read(reply).text
        assert draft.versions.count() == 1

    def test_options_are_added_moved_and_taken_away_with_nothing_saved_until_then(
        self, client, draft
    ):
        code = "malgrupp_fokus"
        before = [o.label for o in editing.question(now(draft), code).options]
        where = address("edit_part", "fraga", code)
        form = filled(client, where)

        added = client.post(where, form | {"gor": "till"})
        form = fields(added) | {f"alternativ-{len(before)}-label": "Äldre på ö"}
        moved = client.post(where, form | {"gor": f"upp-{len(before)}"})
        focus = [n for n in read(moved).all("button") if "autofocus" in n.attributes]
        assert [n.attributes["value"] for n in focus] == [f"upp-{len(before) - 1}"]
        taken = client.post(where, fields(moved) | {"gor": "bort-0"})
        assert draft.versions.count() == 1
        assert "Äldre på ö" in read(taken).one(class_="preview").text
        client.post(where, fields(taken))

        options = editing.question(now(draft), code).options
        assert [o.label for o in options] == [*before[1:-1], "Äldre på ö", before[-1]]
        assert options[-2].code == "aldre_pa_o"

    def test_a_new_question_gets_a_code_of_its_words_in_the_section_asked_for(self, client, draft):
        section = now(draft).sections[2].code
        where = address("add_part", "fraga", query=f"?avsnitt={section}")
        form = filled(client, where) | {"del-text": "Hur många är på ön?", "del-kind": "number"}

        client.post(where, form)

        one = now(draft).sections[2].questions[-1]
        assert (one.code, one.kind, one.is_required) == ("hur_manga_ar_pa_on", "number", True)
        again = client.post(where, form)
        assert "Koden hur_manga_ar_pa_on finns redan" in read(again).text

    def test_who_comes_second_sees_both_and_may_insist(self, client, visit, draft):
        where = address("edit_part", "fraga", QUESTION)
        form = filled(client, where)
        other = visit(factories.staff("administrator", name="Anna Ek"))
        other.post(where, filled(other, where) | {"del-text": "Annas ord?"})

        reply = client.post(where, form | {"del-text": "Bos ord?"})

        assert reply.status_code == 409
        told = read(reply).one(class_="conflict").text
        assert "Anna Ek har ändrat samma del" in told
        assert "står nu Annas ord?" in told
        assert "du skrev Bos ord?" in told
        client.post(where, fields(reply))
        assert editing.question(now(draft), QUESTION).text == "Bos ord?"


def test_a_rule_and_a_section_are_added_and_changed(client, draft):
    where = address("add_part", "avsnitt")
    client.post(where, filled(client, where) | {"del-title": "Ett nytt avsnitt"})
    where = address("add_part", "regel")
    rule = {"del-message": "Är det så?", "del-code": "ny_regel", "del-at": "breddinfort"}
    client.post(where, filled(client, where) | rule | {"del-when": "svar.breddinfort == 'ja'"})
    where = address("edit_part", "regel", "ny_regel")
    client.post(where, filled(client, where) | {"del-about": "fast_lakare_1177"})

    text = now(draft)
    assert text.sections[-1].code == "ett_nytt_avsnitt"
    assert text.rules[-1].about == ["fast_lakare_1177"]
    page = see(client, address("draft"))
    assert "avsnittet ”Ett nytt avsnitt” har inga frågor" in page.text


class TestPreview:
    def typed(self, page):
        form = page.one("form", id="prov")
        return {
            n.attributes["name"]: n.attributes.get("value", "")
            for n in form.all("input")
            if n.attributes.get("type") == "hidden"
        }

    def test_is_the_respondents_own_form(self, client, draft):
        page = see(client, address("preview"))

        first = now(draft).sections[0]
        assert page.one("h1").text == first.title
        shown = [n.attributes["data-question"] for n in page.all(class_="question")]
        assert shown == [q.code for q in first.questions]

    def test_answers_can_be_tried_and_are_judged_and_carried_along(self, client, draft):
        where = address("preview")
        page = read(client.post(where, {"till": "kontinuitet"}))
        boxes = {"fast_lakare_andel": "172", "fast_lakare_rutiner": "ja"}
        typed = self.typed(page) | boxes

        page = read(client.post(where, typed))

        assert "Talet 172 är högre än 100" in page.text
        assert "Det som skulle ha hittats står vid rutorna." in page.text
        hidden = page.one(id="fraga-fast_lakare_kategorier").attributes
        assert "hidden" not in hidden
        away = read(client.post(where, self.typed(page) | boxes | {"till": "medarbetare"}))
        back = read(client.post(where, self.typed(away) | {"till": "kontinuitet"}))
        assert back.one(id="id_fast_lakare_andel").attributes["value"] == "172"
        assert not Round.objects.filter(year__in=[0, 2024]).exists()

    def test_what_differs_in_the_section_and_what_is_wrong_anywhere_lead_to_where_it_is_mended(
        self, client, draft
    ):
        changes = {QUESTION: {"del-text": "<Öar> infört brett?"}, "nsg_svi": {"del-text": "Ny?"}}
        for code, change in {**changes, "fast_lakare_andel": {"del-max": "120"}}.items():
            where = address("edit_part", "fraga", code)
            client.post(where, filled(client, where) | change)

        stands = see(client, address("preview")).one("details", class_="stands")

        counted = "1 problem Ändrade frågor: 3, jämfört med 2023 I det här avsnittet: 1"
        assert counted in stands.text
        assert "<Öar> infört brett? Ändrad Skiljer sig från 2023" in stands.text
        assert "Ny?" not in stands.text
        links = [link.attributes["href"] for link in stands.all("a")]
        assert links == [
            address("edit_part", "fraga", "fast_lakare_andel"),
            address("edit_part", "fraga", QUESTION),
            address("draft"),
        ]

    def test_while_one_fills_in_the_questions_are_judged_and_what_is_empty_is_let_be(
        self, client, draft
    ):
        where = address("preview")
        page = read(client.post(where, {"till": "kontinuitet"}))
        boxes = {"fast_lakare_andel": "172", "fast_lakare_rutiner": "ja", "lopande": "1"}

        found = read(client.post(where, self.typed(page) | boxes))
        closely = read(client.post(where, self.typed(page) | boxes | {"granska": "1"}))

        assert found.all("form") == found.all("h1") == []
        assert "Talet 172 är högre än 100" in found.one(id="fynd-fast_lakare_andel").text
        assert "hidden" not in found.one(id="fraga-fast_lakare_kategorier").attributes
        assert "Rutan är tom" not in found.text
        assert "Rutan är tom" in closely.text

    def test_nothing_is_judged_where_the_draft_cannot_be_shown(self, client, preparer, draft):
        self.ask_twice(draft, preparer)
        assert client.post(address("preview"), {"lopande": "1"}).status_code == 409

    def ask_twice(self, draft, preparer):
        def twice(text):
            return editing.add_question(text, text.sections[0].code, text.questions[0])

        drafting.save(draft, twice, by=preparer, what="Två gånger")

    def test_says_so_when_it_cannot_be_shown(self, client, preparer, draft):
        self.ask_twice(draft, preparer)

        assert "när problemen är rättade" in see(client, address("preview")).text

    def test_sums_of_an_rss_hang_on_its_number_of_kommuner(self, client, draft):
        where = address("preview", survey="rss")
        page = read(client.post(where, {"till": "kommunernas_svar", "kommuner": "0"}))
        assert all("hidden" in n.attributes for n in page.all(class_="question"))
        page = read(client.post(where, {"till": "kommunernas_svar", "kommuner": "5"}))
        assert not any("hidden" in n.attributes for n in page.all(class_="question"))


def test_issuing_is_refused_until_the_linter_is_silent(client, draft, preparer):
    client.post(address("drop_part", "fraga", QUESTION))
    refused = read(client.post(reverse("issue", args=[2024]), follow=True))
    assert re.search(r"Problem att rätta: \d", refused.one(role="alert").text)

    client.post(address("draft_history"), {"version": "1"})
    told = read(client.post(reverse("issue", args=[2024]), follow=True))

    assert "Omgång 2024 är utfärdad till" in told.text
    assert Round.objects.get(year=2024).questionnaires.count() == 3
    late = read(client.post(address("drop_part", "fraga", QUESTION), follow=True))
    assert "Omgången är utfärdad." in late.text
    assert "Ny fråga" not in see(client, address("draft")).text


def test_an_analyst_reads_and_does_not_change(visit, draft):
    client = visit(factories.staff("analytiker"))

    for name in ("draft", "preview", "draft_history"):
        assert client.get(address(name)).status_code == 200
    assert client.get(address("edit_part", "fraga", QUESTION)).status_code == 403
    assert client.post(reverse("issue", args=[2024])).status_code == 403
    assert definition.of(drafting.last_issued(draft.survey, 2024)).year == 2023


class TestFiles:
    def upload(self, client, text, survey="region"):
        file = SimpleUploadedFile("enkat.yaml", text.encode())
        return client.post(address("upload_draft", survey=survey), {"file": file})

    def test_yaml_out_and_in_is_equal_and_changes_nothing(self, client, draft):
        text = client.get(address("draft_yaml")).content.decode()

        page = read(self.upload(client, text))

        assert definition.read_bytes(text.encode(), "region").text == now(draft)
        assert "Filen är lika med enkäten." in page.text

    def test_a_file_is_shown_first_and_replaces_when_one_says_so(self, client, draft):
        text = client.get(address("draft_yaml")).content.decode()
        old = editing.question(now(draft), QUESTION).text
        shown = self.upload(client, text.replace(old, "Är det infört?"))

        page = read(shown)
        assert "Frågans lydelse, i filen Är det infört?" in page.text
        assert draft.versions.count() == 1
        sent = {
            n.attributes["name"]: n.attributes["value"] for n in page.all("input", type="hidden")
        }
        client.post(address("upload_draft"), sent)

        assert editing.question(now(draft), QUESTION).text == "Är det infört?"
        late = client.post(address("upload_draft"), sent, follow=True)
        assert "Någon har ändrat enkäten under tiden." in read(late).text

    @pytest.mark.parametrize(
        "old, new, told",
        [
            ("survey: region", "survey: rss", "enkäten är rss, inte region"),
            ("year: 2024", "year: 2023", "året är 2023, inte 2024"),
            ("kind: yesno", "kind: kanske", "kind ska vara ett av"),
            ("survey: region", "survey: [", "går inte att läsa som YAML"),
        ],
    )
    def test_a_bad_file_is_refused_with_its_lines(self, client, draft, old, new, told):
        text = client.get(address("draft_yaml")).content.decode()

        reply = self.upload(client, text.replace(old, new, 1))

        assert reply.status_code == 422
        assert told in read(reply).one(role="alert").text

    def test_the_whole_round_is_a_folder_that_can_be_issued_from(self, client, draft, tmp_path):
        reply = client.get(reverse("round_yaml", args=[2024]))
        with zipfile.ZipFile(io.BytesIO(reply.content)) as folder:
            folder.extractall(tmp_path)

        text, read_all = rounds.read_all(2024, tmp_path / "2024")

        assert text == round_text()
        assert {one.text.survey for one in read_all} == {"region", "rss", "kommun"}

    @pytest.mark.parametrize("survey", ["region", "rss", "kommun"])
    def test_xlsform_is_accepted(self, client, draft, survey):
        reply = client.get(address("draft_xlsform", survey=survey))

        assert convert(io.BytesIO(reply.content), file_type=".xlsx").xform


class TestFetch:
    def test_what_was_asked_before_comes_back_with_its_code(self, client, draft):
        client.post(address("drop_part", "fraga", QUESTION))
        page = see(client, address("fetch_part", query="?sok=breddinfort"))
        form = next(
            f
            for f in page.all("form", class_="fetch")
            if any(n.attributes.get("value") == QUESTION for n in f)
        )
        sent = {
            n.attributes["name"]: n.attributes["value"] for n in form.all("input", type="hidden")
        }
        home = now(draft).sections[-1].code

        client.post(address("fetch_part"), sent | {"avsnitt": home})

        assert now(draft).sections[-1].questions[-1].code == QUESTION
        again = client.post(address("fetch_part"), sent | {"avsnitt": home}, follow=True)
        assert "finns redan i enkäten" in read(again).text

    def test_questions_of_2020_are_offered(self, client, draft):
        assert "hösten 2020" not in see(client, address("fetch_part")).text
        client.post(address("drop_part", "fraga", "utbildningsforman"))

        page = see(client, address("fetch_part", query="?sok=utbildningsforman"))

        assert "Redovisning från regionerna hösten 2020, kod utbildningsforman" in page.text
        assert "Regionenkäten 2023, kod utbildningsforman" in page.text

    def test_a_section_comes_without_what_is_already_asked(self, client, draft):
        section = now(draft).sections[1]
        client.post(address("drop_part", "avsnitt", section.code))
        kept = section.questions[0]
        source = Questionnaire.objects.get(round__year=2023, survey__code="region").pk
        sent = {"slag": "fraga", "enkat": source, "kod": kept.code}
        client.post(address("fetch_part"), sent | {"avsnitt": now(draft).sections[0].code})

        client.post(
            address("fetch_part"), {"slag": "avsnitt", "enkat": source, "kod": section.code}
        )

        back = now(draft).sections[-1]
        assert back.code == section.code
        assert [q.code for q in back.questions] == [q.code for q in section.questions[1:]]
