// Keeps the figures of a page fresh while it is looked at. Only what has changed is put in place, and
// never while one stands in it with the keyboard or has marked something there.
const line = document.querySelector("[data-live]");

const EVERY = 30000;

if (line) {
  const state = line.querySelector("[data-live-state]");
  const pause = line.querySelector("[data-live-pause]");
  const again = line.querySelector("[data-live-now]");
  let timer = null;
  let paused = false;

  const tell = (words) => {
    if (state.textContent !== words) {
      state.textContent = words;
    }
  };

  const isUsed = (part) => part.contains(document.activeElement);

  const put = (text) => {
    const fresh = new DOMParser().parseFromString(text, "text/html");
    for (const part of fresh.querySelectorAll("[data-live-part]")) {
      const shown = document.getElementById(part.id);
      if (shown && shown.innerHTML !== part.innerHTML && !isUsed(shown)) {
        shown.replaceChildren(...part.childNodes);
      }
    }
    const { liveTime } = fresh.querySelector("[data-live-time]").dataset;
    line.querySelector("[data-live-time]").textContent = liveTime;
  };

  const come = async () => {
    try {
      const answer = await fetch(line.dataset.live, { signal: AbortSignal.timeout(EVERY) });
      if (!answer.ok || answer.redirected) {
        throw new Error(answer.status);
      }
      put(await answer.text());
      tell("");
    } catch {
      tell("Siffrorna kunde inte uppdateras. Ladda om sidan.");
    }
  };

  const start = (now = false) => {
    clearInterval(timer);
    if (paused || document.hidden) {
      return;
    }
    timer = setInterval(come, EVERY);
    if (now) {
      come();
    }
  };

  again.addEventListener("click", (event) => {
    event.preventDefault();
    come();
  });
  pause.hidden = false;
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    start(!paused);
  });
  document.addEventListener("visibilitychange", () => start(true));
  start();
}
