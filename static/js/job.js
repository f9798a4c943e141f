// While a worker is at something the page asks how far it has come, and is shown anew when it has ended.
const notice = document.querySelector("[data-job]");

if (notice) {
  const ask = async () => {
    try {
      const answer = await fetch(notice.dataset.job);
      const { state, done, in_all: inAll } = await answer.json();
      if (state === "done" || state === "failed") {
        window.location.reload();
        return;
      }
      if (inAll) {
        notice.textContent = notice.dataset.progress
          .replace("{done}", done)
          .replace("{in_all}", inAll);
      }
    } catch {
      // The line is down for a moment; ask again.
    }
    setTimeout(ask, 1000);
  };
  ask();
}
