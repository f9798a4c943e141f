"""What staff do in a round, act by act. A story is told by putting them one after another."""

from playwright.sync_api import expect

QUESTION = "Är någon del av omställningen införd i hela regionen?"
OPTION = "Öbor"
FOCUS = "malgrupp_fokus"
SHARE = "Hur stor andel av befolkningen i regionen hade en fast"


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def to(page, place):
    """To one of the places of the menu."""
    page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name=place).click()


def told(page, text):
    """The page says so, whatever else it says."""
    expect(page.get_by_role("status").filter(has_text=text)).to_be_visible()


# ---- preparing next year ----


def copies_last_year(page, opens=None, deadline=None):
    to(page, "Omgångar")
    expect(page.get_by_label("År")).to_have_value("2024")
    if opens:
        page.get_by_label("Öppnar").fill(str(opens))
        page.get_by_label("Sista svarsdag").fill(str(deadline))
    button(page, "Kopiera och börja").click()
    told(page, "Omgång 2024 är påbörjad")
    page.get_by_role("link", name="Regionenkäten 2024").click()


def changes_a_wording(page):
    page.locator("#del-breddinfort").get_by_role("link").first.click()
    page.get_by_label("Frågans lydelse").fill(QUESTION)
    button(page, "Visa utan att spara").click()
    preview = page.get_by_role("region", name="Så ser uppgiftslämnaren frågan")
    expect(preview).to_contain_text(QUESTION)
    button(page, "Spara").click()
    item = page.locator("#del-breddinfort")
    expect(item).to_contain_text("Ändrad")
    item.get_by_text("Skiljer sig från 2023").click()
    expect(item).to_contain_text("Frågans lydelse, nu")


def adds_an_option_and_moves_it(page):
    page.locator(f"#del-{FOCUS}").get_by_role("link").first.click()
    before = page.get_by_role("textbox", name="Alternativ").count()
    button(page, "Lägg till ett alternativ").click()
    added = page.get_by_role("textbox", name=f"Alternativ {before + 1}", exact=True)
    expect(added).to_be_focused()
    added.fill(OPTION)
    up = button(page, f"Flytta upp alternativ {before + 1}")
    up.focus()
    page.keyboard.press("Enter")
    moved = page.get_by_role("textbox", name=f"Alternativ {before}", exact=True)
    expect(moved).to_have_value(OPTION)
    expect(button(page, f"Flytta upp alternativ {before}")).to_be_focused()
    button(page, "Spara").click()
    told(page, "Sparat:")


def moves_a_question_by_keyboard(page):
    down = page.locator("#del-breddinfort").get_by_role("button", name="Flytta ner")
    down.focus()
    page.keyboard.press("Enter")
    told(page, "står nu som nummer")
    expect(down).to_be_focused()
    # Below what hangs on it, the question cannot stand: the linter says so, and one goes back.
    expect(page.get_by_role("region", name="Granskaren")).to_contain_text("som inte står före")
    up = page.locator("#del-breddinfort").get_by_role("button", name="Flytta upp")
    up.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Granskaren")).to_contain_text("Inga problem.")


def opens_the_preview(page):
    page.get_by_role("main").get_by_role("link", name="Förhandsvisa", exact=True).click()


def goes_to_the_section(page, section):
    button(page, section).click()
    expect(page.get_by_role("heading", name=section, level=1)).to_be_visible()


def is_refused_by_the_linter(page):
    page.locator("#del-fast_lakare_andel").get_by_role("link").first.click()
    page.get_by_label("Lägsta värde").fill("90")
    page.get_by_label("Högsta värde").fill("10")
    button(page, "Spara").click()
    page.get_by_role("link", name="Omgång 2024").click()
    button(page, "Utfärda omgång 2024").click()
    expect(page.get_by_role("alert")).to_contain_text("Problem att rätta: 2.")


def mends(page):
    page.get_by_role("link", name="Regionenkäten 2024").click()
    problems = page.get_by_role("region", name="Granskaren")
    problems.get_by_role("link", name="lägsta värdet 90 är högre").click()
    page.get_by_label("Lägsta värde").fill("0")
    page.get_by_label("Högsta värde").fill("")
    button(page, "Spara").click()
    expect(problems).to_contain_text("Inga problem.")


def issues(page):
    page.get_by_role("link", name="Omgång 2024").click()
    button(page, "Utfärda omgång 2024").click()
    told(page, "Omgång 2024 är utfärdad")
    expect(button(page, "Utfärda omgång 2024")).to_have_count(0)


# ---- reviewing ----


def remarks_on_the_box(page, respondent, question, text):
    page.get_by_role("link", name=respondent).click()
    row = page.get_by_role("row", name=question)
    row.get_by_text("Anmärk").first.click()
    row.get_by_role("textbox", name="Anmärkning").fill(text)
    row.get_by_role("button", name="Spara anmärkningen").click()
    told(page, "Anmärkningen är sparad.")
    expect(row).to_contain_text("Obesvarad anmärkning")
    expect(row).to_be_in_viewport()


def returns_it(page, respondent):
    decision = page.get_by_role("region", name="Beslut")
    expect(decision).to_contain_text("Obesvarade anmärkningar som följer med: 1.")
    button(page, "Godkänn svaret").click()
    expect(page.get_by_role("alert")).to_contain_text("Svaret kan inte godkännas än.")
    button(page, "Lämna i retur").click()
    told(page, f"Svaret från {respondent} är nu i retur.")


def reads_the_answer_closes_and_approves(page, respondent, question, value, answer):
    row = page.get_by_role("row", name=question)
    expect(row).to_contain_text(value)
    expect(row).to_contain_text("Besvarad anmärkning")
    expect(row).to_contain_text(answer)
    row.get_by_role("button", name="Stäng anmärkningen").click()
    told(page, "Anmärkningen är stängd.")
    expect(row).to_contain_text("Stängd anmärkning")
    button(page, "Godkänn svaret").click()
    told(page, f"Svaret från {respondent} är nu godkänt.")
