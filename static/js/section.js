// Saves a section in the background as it is filled in. Without this script the save buttons do the same.
const form = document.querySelector("form[data-autosave]");

class SignedOut extends Error {}

if (form) {
  const status = document.getElementById("sparat");
  let waiting = null; // the timer of the next saving
  let sending = null; // the saving that is under way; one at a time, or an older could land last
  let unsaved = false;

  const tell = (text, state) => {
    status.textContent = text;
    status.dataset.state = state;
  };

  const tellSignedOut = () => {
    tell("Inte sparat: du är utloggad. Det du har skrivit står kvar här. ", "failed");
    const link = document.createElement("a");
    link.href = status.dataset.signIn;
    link.target = "_blank";
    link.textContent = "Logga in i en ny flik";
    status.append(link, ", så sparas det.");
  };

  const post = () => fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" } });

  // One who has signed in anew, in another tab, has a new key to send with.
  const renewKey = async () => {
    const page = await fetch(form.action);
    if (page.redirected) {
      throw new SignedOut();
    }
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
    form.elements.csrfmiddlewaretoken.value = fresh.querySelector("#avsnitt [name=csrfmiddlewaretoken]").value;
  };

  const save = async () => {
    tell("Sparar …", "saving");
    unsaved = false;
    let answer = await post();
    if (answer.redirected || answer.status === 403) {
      await renewKey();
      answer = await post();
    }
    if (answer.status === 409) {
      tell((await answer.json()).refused, "refused");
      return;
    }
    if (!answer.ok || answer.redirected) {
      throw new Error(String(answer.status));
    }
    const { saved_at: savedAt, hidden, stood } = await answer.json();
    form.elements.stod.value = stood;
    for (const question of form.querySelectorAll("[data-question]")) {
      question.hidden = hidden.includes(question.dataset.question);
    }
    tell(`Sparat klockan ${savedAt}.`, "saved");
  };

  const failed = (problem) => {
    unsaved = true;
    form.elements.stod.value = ""; // what the server holds is not known
    if (problem instanceof SignedOut) {
      tellSignedOut();
    } else {
      tell("Inte sparat än. Vi försöker igen om en stund, eller tryck på Spara.", "failed");
    }
    waiting = setTimeout(send, 5000);
  };

  // Resolves when all is saved, or saving has failed.
  const send = async () => {
    clearTimeout(waiting);
    while (sending) {
      await sending;
    }
    if (unsaved) {
      sending = save()
        .catch(failed)
        .finally(() => {
          sending = null;
        });
      await sending;
    }
  };

  const soon = () => {
    unsaved = true;
    if (status.dataset.state === "saved") {
      tell("Sparar …", "saving");
    }
    clearTimeout(waiting);
    waiting = setTimeout(send, 600);
  };

  // Kan ej uppskattas and a number exclude each other; the later one is meant.
  const excludeEachOther = (changed) => {
    const box = changed.dataset.unknownFor && document.getElementById(changed.dataset.unknownFor);
    if (box && changed.checked) {
      box.value = "";
    }
    const mark = form.querySelector(`[data-unknown-for="${CSS.escape(changed.id)}"]`);
    if (mark && changed.value.trim()) {
      mark.checked = false;
    }
  };

  form.addEventListener("input", (event) => {
    excludeEachOther(event.target);
    soon();
  });
  // What is typed is safe before the page is left: one who is signed out stays, and loses nothing.
  form.addEventListener("submit", async (event) => {
    if (!unsaved && !sending) {
      return;
    }
    event.preventDefault();
    await send();
    if (!unsaved) {
      form.requestSubmit(event.submitter);
    }
  });
  // Closing the page: what is not yet saved goes along as it closes.
  window.addEventListener("pagehide", () => {
    if (unsaved || sending) {
      navigator.sendBeacon(form.action, new FormData(form));
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved && status.dataset.state === "failed") {
      event.preventDefault();
    }
  });
}
