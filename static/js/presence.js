// Tells who else is in the section, for as long as the page is looked at.
const line = document.querySelector("[data-here]");

const EVERY = 20000;

if (line) {
  let timer = null;

  const message = (words = {}) =>
    new URLSearchParams({
      csrfmiddlewaretoken: document.querySelector("#avsnitt [name=csrfmiddlewaretoken]").value,
      ...words,
    });

  const come = async () => {
    let others = "";
    try {
      const answer = await fetch(line.dataset.here, {
        method: "POST",
        body: message(),
        signal: AbortSignal.timeout(EVERY),
      });
      if (answer.ok && !answer.redirected) {
        ({ others } = await answer.json());
      }
    } catch {
      // The line is down: then nobody knows.
    }
    // Said anew to those who listen only when it has changed.
    if (line.textContent !== others) {
      line.textContent = others;
    }
  };

  const start = () => {
    clearInterval(timer);
    timer = setInterval(come, EVERY);
    come();
  };

  const leave = () => {
    clearInterval(timer);
    navigator.sendBeacon(line.dataset.here, message({ lamnar: "1" }));
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : start()));
  window.addEventListener("pageshow", ({ persisted }) => persisted && start());
  if (!document.hidden) {
    start();
  }
}
