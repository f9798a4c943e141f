// Saves a section in the background as it is filled in. Without this script the save buttons do the same.
const form = document.querySelector("form[data-autosave]");

if (form) {
  const status = document.getElementById("sparat");
  let waiting = null;
  let unsaved = false;

  const tell = (text, state) => {
    status.textContent = text;
    status.dataset.state = state;
  };

  const send = () => {
    clearTimeout(waiting);
    waiting = null;
    tell("Sparar …", "saving");
    const sent = new FormData(form);
    unsaved = false;
    fetch(form.action, { method: "POST", body: sent, headers: { "X-Requested-With": "fetch" } })
      .then(async (answer) => {
        if (answer.status === 409) {
          tell((await answer.json()).refused, "refused");
          return;
        }
        if (!answer.ok || answer.redirected) {
          throw new Error(String(answer.status));
        }
        const { saved_at: savedAt, hidden } = await answer.json();
        for (const question of form.querySelectorAll("[data-question]")) {
          question.hidden = hidden.includes(question.dataset.question);
        }
        tell(`Sparat klockan ${savedAt}.`, "saved");
      })
      .catch(() => {
        unsaved = true;
        tell("Inte sparat än. Vi försöker igen om en stund, eller tryck på Spara.", "failed");
        waiting = setTimeout(send, 5000);
      });
  };

  const soon = () => {
    unsaved = true;
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
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    unsaved = false;
  });
  // Closing the page: what is not yet sent goes along as it closes.
  window.addEventListener("pagehide", () => {
    if (unsaved) {
      navigator.sendBeacon(form.action, new FormData(form));
    }
  });
}
