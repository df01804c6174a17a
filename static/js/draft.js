// Keeps what is typed as the person's own draft: every ten seconds, and when they leave a field.
const form = document.querySelector("form[data-draft]");
const KEPT = ["state", "explanation", "version", "csrfmiddlewaretoken"];

if (form) {
  const status = form.querySelector("[data-draft-status]");
  const leaving = new AbortController();
  let kept = words();
  let busy = false;
  let again = false;

  const timer = setInterval(keep, 10000);
  form.addEventListener("focusout", (event) => {
    if (event.target.matches("textarea, [type=radio]")) keep();
  });
  form.addEventListener("submit", () => {
    clearInterval(timer);
    leaving.abort();
  });

  async function keep() {
    const now = words();
    if (leaving.signal.aborted || now === kept) return;
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST",
        body: new URLSearchParams(now),
        signal: leaving.signal,
      });
      if (answer.ok && !answer.redirected) {
        const { saved } = await answer.json();
        kept = now;
        document.dispatchEvent(new Event("session-used"));
        status.textContent = saved ? `Draft saved at ${saved}` : "";
      } else {
        status.textContent = "Your draft could not be saved";
      }
    } catch {
      if (!leaving.signal.aborted) status.textContent = "Your draft could not be saved";
    } finally {
      busy = false;
    }
    if (again) {
      again = false;
      keep();
    }
  }

  function words() {
    const data = new FormData(form);
    return new URLSearchParams(KEPT.filter((name) => data.has(name)).map((name) => [name, data.get(name)])).toString();
  }
}
