// Saves each box of a section as it is left, with one small request. Without this script the save
// buttons do the same. What is not saved yet is kept in the browser until it is.
const form = document.querySelector("form[data-autosave]");

const UNKNOWN = "kan_ej_uppskattas";
const PAUSE = 2000; // keys still for so long: what stands in the box is saved, though it is not left
const FIRST_RETRY = 5000;
const LAST_RETRY = 60000;
const PATIENCE = 15000; // no answer after this long: the line is taken to be down

class SignedOut extends Error {}

class Box {
  constructor(code, place, seen) {
    Object.assign(this, { code, place, seen, controls: [], unknown: null, cleared: "" });
  }

  // What stands in the box, as the server reads it.
  get value() {
    const [first] = this.controls;
    if (first.type === "checkbox") {
      return first.checked ? "ja" : "";
    }
    if (first.type === "radio") {
      return this.controls.find((one) => one.checked)?.value ?? "";
    }
    return this.unknown?.checked ? UNKNOWN : first.value;
  }

  set value(text) {
    const [first] = this.controls;
    if (first.type === "checkbox") {
      first.checked = text === "ja";
    } else if (first.type === "radio") {
      this.controls.forEach((one) => { one.checked = one.value === text; });
    } else {
      const isUnknown = Boolean(this.unknown) && text === UNKNOWN;
      if (this.unknown) {
        this.unknown.checked = isUnknown;
      }
      first.value = isUnknown ? "" : text;
    }
  }

  get isNone() {
    return Boolean(this.controls[0].closest("[data-none]"));
  }

  get isBeingTypedIn() {
    return this.controls[0].matches("input[type=text], textarea") && this.controls[0] === document.activeElement;
  }

  get conflict() {
    return this.place.querySelector(`[data-conflict="${this.code}"]`);
  }

  tell(state, ...words) {
    const line = this.place.querySelector("[data-state]");
    line.dataset.state = state;
    line.replaceChildren(...words);
  }
}

// What is written and not yet saved, kept also when the page is closed.
const drafts = {
  name: (box) => form.dataset.drafts + box.code,
  keep: (box) => {
    try {
      localStorage.setItem(drafts.name(box), JSON.stringify({ value: box.value, seen: box.seen }));
    } catch {
      // No room, or not allowed: the box is saved when it is left all the same.
    }
  },
  find: (box) => {
    try {
      return JSON.parse(localStorage.getItem(drafts.name(box)));
    } catch {
      return null;
    }
  },
  drop: (box) => {
    try {
      localStorage.removeItem(drafts.name(box));
    } catch {
      // Then nothing was kept either.
    }
  },
};

if (form) {
  const foot = document.getElementById("sparat");
  const boxes = new Map(); // by code
  const unsaved = new Set(); // changed, and to be sent
  const waiting = new Set(); // could not be sent; tried again
  let sending = null; // the box that is on its way
  let running = null; // resolves when all is sent, or has failed
  let pause = null;
  let retry = null;
  let retryAfter = FIRST_RETRY;

  const key = () => form.elements.csrfmiddlewaretoken;

  // ---- what the page says ----

  const sum = (at) => {
    const asked = [...boxes.values()].filter((box) => box.conflict).length;
    const say = (text, state) => {
      foot.textContent = text;
      foot.dataset.state = state;
    };
    if (waiting.size) {
      say(`Inte sparat än: ${waiting.size === 1 ? "en ruta" : `${waiting.size} rutor`}. Vi försöker igen.`, "failed");
    } else if (sending) {
      say("Sparar …", "saving");
    } else if (unsaved.size) {
      say("Ändrat. Sparas när du lämnar rutan.", "saving");
    } else if (asked) {
      say(`${asked === 1 ? "En ruta" : `${asked} rutor`} är inte sparad: välj vad som ska gälla.`, "failed");
    } else if (at) {
      say(`Sparat klockan ${at}.`, "saved");
    }
  };

  const tellFailed = (box, problem) => {
    if (!(problem instanceof SignedOut)) {
      box.tell("failed", "Inte sparat än. Det du har skrivit finns kvar här i webbläsaren, och vi försöker igen.");
      return;
    }
    const link = document.createElement("a");
    link.href = form.dataset.signIn;
    link.target = "_blank";
    link.textContent = "Logga in i en ny flik";
    box.tell("failed", "Inte sparat: du är utloggad. Det du har skrivit står kvar här. ", link, ", så sparas det.");
  };

  // What is found there, and not where it is explained.
  const foundIn = (place) =>
    [...place.querySelectorAll(".finding > :not([data-explain])")].map((one) => one.textContent).join();

  // Beside all boxes of the questions that were judged anew. Returns the places where something new is said.
  const showFindings = ({ judged, findings }) => {
    const appeared = [];
    for (const code of judged) {
      for (const place of form.querySelectorAll(`[data-question="${code}"] [data-findings]`)) {
        const before = foundIn(place);
        place.innerHTML = findings[place.dataset.findings] ?? "";
        if (place.childElementCount && foundIn(place) !== before) {
          appeared.push(place);
        }
        const wrong = Boolean(place.querySelector(".finding-fel"));
        for (const control of place.closest("[data-box]").querySelectorAll(`[aria-describedby~="${CSS.escape(place.id)}"]`)) {
          control.toggleAttribute("aria-invalid", wrong);
          if (wrong) {
            control.setAttribute("aria-invalid", "true");
          }
        }
      }
    }
    return appeared;
  };

  // A query is explained in the list, which shows it when no errors are left.
  const showWhereToExplain = (errorsLeft) => {
    if (errorsLeft === null) {
      return;
    }
    for (const line of form.querySelectorAll("[data-explain]")) {
      line.querySelector("[data-now]").hidden = errorsLeft;
      line.querySelector("[data-later]").hidden = !errorsLeft;
    }
  };

  const showHidden = (hidden) => {
    for (const [code, isHidden] of Object.entries(hidden)) {
      const question = form.querySelector(`[data-question="${code}"]`);
      if (question) {
        question.hidden = isHidden;
      }
    }
  };

  const tellSaved = (box, appeared) => {
    const place = box.place.querySelector("[data-findings]");
    if (place.querySelector(".finding-fel")) {
      box.tell("invalid", "Sparat, men behöver rättas. ", box.cleared);
    } else if (place.querySelector(".finding")) {
      box.tell("invalid", "Sparat, med en kontrollfråga. ", box.cleared);
    } else if (appeared.length) {
      box.tell("invalid", "Sparat. En annan ruta har nu något att rätta eller förklara. ", box.cleared);
    } else {
      box.tell("saved", box.cleared ? `Sparat. ${box.cleared}` : "Sparat");
    }
    box.cleared = "";
  };

  // One who is still typing is not told that half a value is wrong.
  const showOutcome = (box) => {
    if (box.outcome && !box.isBeingTypedIn) {
      tellSaved(box, showFindings(box.outcome));
      showWhereToExplain(box.outcome.errors_left);
      box.outcome = null;
    }
  };

  // ---- saving ----

  const address = (box) => form.dataset.boxes + box.code + "/";
  const message = (box, value) =>
    new URLSearchParams({
      varde: value,
      sag: box.seen,
      csrfmiddlewaretoken: key().value,
      ...("closely" in form.dataset && { granska: "1" }),
    });
  const post = (box, value) =>
    fetch(address(box), { method: "POST", body: message(box, value), signal: AbortSignal.timeout(PATIENCE) });

  // One who has signed in anew, in another tab, has a new key to send with.
  const renewKey = async () => {
    const page = await fetch(form.action);
    if (page.redirected) {
      throw new SignedOut();
    }
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
    key().value = fresh.querySelector("#avsnitt [name=csrfmiddlewaretoken]").value;
  };

  const send = async (box, value) => {
    let answer = await post(box, value);
    if (answer.redirected || answer.status === 403) {
      await renewKey();
      answer = await post(box, value);
    }
    if (answer.redirected || !(answer.ok || answer.status === 409)) {
      throw new Error(String(answer.status));
    }
    return answer.json();
  };

  const save = async (box) => {
    const value = box.value;
    const slow = setTimeout(() => box.tell("saving", "Sparar …"), 300);
    try {
      const answer = await send(box, value);
      clearTimeout(slow);
      if (answer.refused) {
        box.tell("locked", `Låst: ${answer.refused}`);
        return null;
      }
      if (answer.conflict) {
        ask(box, answer);
        return null;
      }
      box.conflict?.remove();
      box.place.querySelectorAll("[data-take], [data-taken]").forEach((one) => one.remove());
      box.seen = answer.seen;
      if (box.value === value) {
        drafts.drop(box);
      } else {
        drafts.keep(box);
      }
      box.tell("saved", "Sparat");
      // Of marks changed together the last tells what came of them all.
      if (![...unsaved].some((one) => one.place === box.place)) {
        box.outcome = answer;
        showHidden(answer.hidden);
        showOutcome(box);
      }
      return answer.at;
    } finally {
      clearTimeout(slow);
    }
  };

  // One box at a time, or an older value could land last.
  const sendAll = async () => {
    clearTimeout(pause);
    clearTimeout(retry);
    waiting.forEach((box) => unsaved.add(box));
    waiting.clear();
    let at = null;
    while (unsaved.size) {
      [sending] = unsaved;
      unsaved.delete(sending);
      sum();
      try {
        at = (await save(sending)) ?? at;
        retryAfter = FIRST_RETRY;
      } catch (problem) {
        waiting.add(sending);
        tellFailed(sending, problem);
      }
      sending = null;
    }
    if (waiting.size) {
      retry = setTimeout(flush, retryAfter);
      retryAfter = Math.min(retryAfter * 2, LAST_RETRY);
    }
    sum(at);
  };

  const flush = () => {
    running ??= sendAll().finally(() => {
      running = null;
    });
    return running;
  };

  // ---- two who have written in the same box ----

  const ask = (box, { seen, stands, conflict }) => {
    box.conflict?.remove();
    const place = box.place.querySelector("[data-conflicts]");
    place.insertAdjacentHTML("beforeend", conflict);
    box.tell("failed", "Inte sparat: rutan har ändrats av någon annan. Välj vad som ska gälla.");
    const typed = box.value;
    for (const button of box.conflict.querySelectorAll("[data-choose]")) {
      button.addEventListener("click", () => {
        box.conflict.remove();
        box.value = button.dataset.choose === "held" ? stands : typed;
        box.seen = seen;
        changed(box);
        (box.unknown?.checked ? box.unknown : box.controls.find((one) => one.checked) ?? box.controls[0]).focus();
        flush();
      });
    }
  };

  // ---- what the writer does ----

  const boxOf = (control) => boxes.get(codeOf(control));
  const codeOf = (control) => {
    if (control.dataset.unknownFor) {
      return control.name.split(":")[0];
    }
    return control.type === "checkbox" ? `${control.name}.${control.value}` : control.name;
  };

  const changed = (box) => {
    unsaved.add(box);
    drafts.keep(box);
    sum();
  };

  // Kan ej uppskattas and a number exclude each other; the later one is meant.
  const excludeEachOther = (box, control) => {
    if (control === box.unknown && control.checked) {
      box.controls[0].value = "";
    } else if (box.unknown && control.value.trim()) {
      box.unknown.checked = false;
    }
  };

  // So do "none of the options" and the options. What is cleared is saved first: both never stand at once.
  const clearExcluded = (box) => {
    const marked = [...boxes.values()].filter((one) => one.place === box.place && one.value);
    const excluded = box.value ? marked.filter((one) => one.isNone !== box.isNone) : [];
    for (const one of excluded) {
      one.value = "";
      changed(one);
    }
    if (excluded.length) {
      const [{ labels }] = excluded[0].controls;
      const words = `Markeringen vid ”${labels[0].textContent.trim()}” är borttagen.`;
      box.cleared = excluded.length === 1 ? words : "De andra markeringarna är borttagna.";
    }
  };

  const seen = JSON.parse(form.elements.stod.value);
  for (const control of form.querySelectorAll("[data-box] :is(input, textarea)")) {
    const code = codeOf(control);
    if (!boxes.has(code)) {
      boxes.set(code, new Box(code, control.closest("[data-box]"), seen[code]));
    }
    if (control.dataset.unknownFor) {
      boxes.get(code).unknown = control;
    } else {
      boxes.get(code).controls.push(control);
    }
  }

  form.addEventListener("input", ({ target }) => {
    const box = boxOf(target);
    if (!box) {
      return;
    }
    if (box.unknown) {
      excludeEachOther(box, target);
    }
    clearExcluded(box);
    changed(box);
    clearTimeout(pause);
    if (target.matches("[type=checkbox], [type=radio]")) {
      flush();
    } else {
      pause = setTimeout(flush, PAUSE);
    }
  });
  form.addEventListener("focusout", ({ target }) => {
    const box = boxOf(target);
    if (!box) {
      return;
    }
    if (unsaved.has(box)) {
      flush();
    } else {
      // The focus has not moved on yet.
      setTimeout(() => showOutcome(box));
    }
  });
  // What was taken over from last round is confirmed by whoever leaves its place.
  form.addEventListener("focusout", ({ target, relatedTarget }) => {
    const place = target.closest("[data-box]");
    if (place?.querySelector("[data-taken]") && !place.contains(relatedTarget)) {
      unsaved.add([...boxes.values()].find((box) => box.place === place));
      flush();
    }
  });
  // Everything is safe before the page is left: one who is signed out stays, and loses nothing.
  form.addEventListener("submit", async (event) => {
    const isSafe = () => !unsaved.size && !waiting.size && !sending && !form.querySelector("[data-choose]");
    if (isSafe()) {
      return;
    }
    event.preventDefault();
    await flush();
    if (isSafe()) {
      form.requestSubmit(event.submitter);
    } else {
      form.querySelector("[data-choose]")?.focus();
    }
  });
  form.addEventListener("formdata", ({ formData }) => {
    formData.set("stod", JSON.stringify(Object.fromEntries([...boxes].map(([code, box]) => [code, box.seen]))));
  });
  // Closing the page: what is not yet saved goes along as it closes.
  window.addEventListener("pagehide", () => {
    for (const box of new Set([...unsaved, ...waiting, ...(sending ? [sending] : [])])) {
      navigator.sendBeacon(address(box), message(box, box.value));
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (waiting.size) {
      event.preventDefault();
    }
  });
  // The line is back, or somebody comes back from signing in.
  window.addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && waiting.size) {
      flush();
    }
  });

  // What was typed before this script had come, and what a closed page never got to save.
  const isTouched = (control) =>
    control.matches("[type=checkbox], [type=radio]")
      ? control.checked !== control.defaultChecked
      : control.value !== control.defaultValue;
  for (const box of boxes.values()) {
    const draft = drafts.find(box);
    if ([...box.controls, box.unknown].some((control) => control && isTouched(control))) {
      changed(box);
    } else if (draft && draft.value !== box.value) {
      box.value = draft.value;
      box.seen = draft.seen;
      changed(box);
    } else if (draft) {
      drafts.drop(box);
    }
  }
  if (unsaved.size) {
    flush();
  }
}
