// Warns two minutes before the session ends and offers to stay. Every page that is opened moves the end, in all tabs.
const KEY = "session-ends";

export function warn(banner) {
  const text = banner.querySelector("[role=status]");
  const button = banner.querySelector("button");
  const sentences = [...banner.querySelectorAll("template")];
  let ends;
  let timer;
  let said = "";
  let focused;

  function keep(seconds) {
    ends = Date.now() + seconds * 1000;
    try {
      localStorage.setItem(KEY, String(ends));
    } catch {
      // without storage each tab knows only of itself
    }
    look();
  }

  function say(at) {
    if (said === at) return;
    said = at;
    text.textContent = sentences.find((sentence) => sentence.dataset.at === at)?.content.textContent ?? "";
    button.hidden = !["120", "60"].includes(at);
  }

  function look() {
    clearTimeout(timer);
    const left = Math.ceil((ends - Date.now()) / 1000);
    if (left > 120) hide();
    else say(left > 60 ? "120" : left > 0 ? "60" : "0");
    const next = left > 120 ? left - 120 : left > 60 ? left - 60 : left;
    if (left > 0) timer = setTimeout(look, Math.max(next, 1) * 1000);
  }

  function hide() {
    const had = document.activeElement === button;
    say("");
    if (had) (focused?.isConnected ? focused : document.getElementById("main")).focus();
  }

  button.addEventListener("focus", ({ relatedTarget }) => {
    focused = relatedTarget ?? focused;
  });
  button.addEventListener("click", async () => {
    try {
      const answer = await fetch(banner.dataset.stay);
      if (!answer.ok || answer.redirected) return say("0");
      const { seconds } = await answer.json();
      keep(seconds);
      if (seconds <= 120) say("longest");
    } catch {
      look(); // the site can't be reached just now: the offer stays
    }
  });
  addEventListener("storage", ({ key, newValue }) => {
    if (key !== KEY || !Number(newValue)) return;
    ends = Number(newValue);
    look();
  });
  // A draft that was kept on the way has moved the end, by up to a minute less than half an hour: see SEEN_EVERY.
  const longest = Date.now() + Number(banner.dataset.longest) * 1000;
  document.addEventListener("session-used", () => {
    const used = Math.min(Date.now() + (Number(banner.dataset.idle) - 60) * 1000, longest);
    if (used > ends) keep((used - Date.now()) / 1000);
  });
  document.addEventListener("visibilitychange", look); // timers of hidden tabs and sleeping computers run late
  keep(Number(banner.dataset.sessionSeconds));
}
