// While the tables are being counted the page asks how far it has come, and shows them when they are done.
const notice = document.querySelector("[data-build]");

if (notice) {
  const ask = async () => {
    try {
      const answer = await fetch(notice.dataset.build);
      const { state, done, in_all: inAll } = await answer.json();
      if (state === "done" || state === "failed") {
        window.location.reload();
        return;
      }
      if (inAll) {
        notice.textContent = `Tabellerna räknas: ${done} av ${inAll} klara.`;
      }
    } catch {
      // The line is down for a moment; ask again.
    }
    setTimeout(ask, 1000);
  };
  ask();
}
