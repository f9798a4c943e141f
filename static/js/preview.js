// Judges what is tried in a preview as each box is left, as the respondent's page does, and saves
// nothing. Without this script the button does the same.
const form = document.querySelector("form[data-try]");

if (form) {
  let asking = new AbortController();

  // What the later click or key means, as in section.js.
  const clearExcluded = (control) => {
    const place = control.closest("[data-box]");
    if (control.dataset.unknownFor && control.checked) {
      document.getElementById(control.dataset.unknownFor).value = "";
    } else if (control.matches("[type=checkbox]") && control.checked) {
      const isNone = (one) => Boolean(one.closest("[data-none]"));
      [...place.querySelectorAll("[type=checkbox]")]
        .filter((one) => isNone(one) !== isNone(control))
        .forEach((one) => { one.checked = false; });
    } else if (control.id && control.value.trim()) {
      const unknown = place?.querySelector(`[data-unknown-for="${CSS.escape(control.id)}"]`);
      if (unknown) {
        unknown.checked = false;
      }
    }
  };

  const judge = async () => {
    asking.abort();
    asking = new AbortController();
    const tried = new FormData(form);
    tried.set("lopande", "1");
    if ("closely" in form.dataset) {
      tried.set("granska", "1");
    }
    const answer = await fetch(location.pathname, { method: "POST", body: tried, signal: asking.signal });
    if (answer.redirected || !answer.ok) {
      throw new Error(String(answer.status));
    }
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  };

  // Shows what was found, and tells whether another place than the one just left has something new to say.
  const show = (judged, left) => {
    let elsewhere = false;
    for (const question of judged.querySelectorAll("[data-question]")) {
      form.querySelector(`[data-question="${question.dataset.question}"]`).hidden = question.hidden;
    }
    for (const found of judged.querySelectorAll("[data-findings]")) {
      const place = document.getElementById(found.id);
      const isNew = found.childElementCount > 0 && found.textContent !== place.textContent;
      elsewhere ||= isNew && place.closest("[data-box]") !== left;
      place.replaceChildren(...found.childNodes);
      for (const control of form.querySelectorAll(`[aria-describedby~="${CSS.escape(found.id)}"]`)) {
        if (place.querySelector(".finding-fel")) {
          control.setAttribute("aria-invalid", "true");
        } else {
          control.removeAttribute("aria-invalid");
        }
      }
    }
    return elsewhere;
  };

  const tell = (left, elsewhere) => {
    const line = left?.querySelector("[data-state]");
    if (!line) {
      return;
    }
    if (left.querySelector(".finding")) {
      line.textContent = left.querySelector(".finding-fel") ? "Behöver rättas." : "Har en kontrollfråga.";
    } else {
      line.textContent = elsewhere ? "En annan ruta har nu något att rätta eller förklara." : "";
    }
    line.dataset.state = line.textContent ? "invalid" : "";
  };

  form.addEventListener("input", ({ target }) => clearExcluded(target));
  form.addEventListener("change", async ({ target }) => {
    const left = target.closest("[data-box]");
    // The line is down, or a later box is judged instead: the button is still there.
    const judged = await judge().catch(() => null);
    if (judged) {
      form.querySelector("[data-verdict]")?.remove();
      tell(left, show(judged, left));
    }
  });
}
