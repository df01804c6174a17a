import { initAll } from "../build/govuk-frontend.min.js";

initAll();

for (const control of document.querySelectorAll("[data-print]")) {
  control.hidden = false;
  control.addEventListener("click", () => window.print());
}

// Everything in a section is opened or shut at once. Without scripts the link opens the page with everything open.
for (const control of document.querySelectorAll("[data-open-all]")) {
  const parts = [...control.closest("section").querySelectorAll("details")];
  const words = control.textContent;
  const shut = () => parts.every(({ open }) => open);
  const name = () => { control.textContent = shut() ? control.dataset.shut : words; };
  control.addEventListener("click", (event) => {
    event.preventDefault();
    const open = !shut();
    parts.forEach((part) => { part.open = open; });
    name();
  });
  name();
}

// What is still being made is looked at again every few seconds, without losing the reader's place.
const making = document.querySelector("[data-look-again]");
if (making) {
  const timer = setInterval(async () => {
    const answer = await fetch(location.href);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(making.id);
    if (!answer.ok || !fresh) return clearInterval(timer);
    if (!("lookAgain" in fresh.dataset)) clearInterval(timer);
    making.replaceChildren(...fresh.childNodes);
  }, 5000);
}

// Long lists can be searched. The script for it is fetched only by pages that have one.
const LONG = 15;
const selects = [...document.querySelectorAll("select[data-search]")].filter(({ options }) => options.length > LONG + 1);
const lists = [...document.querySelectorAll("[data-find]")].filter(({ children }) => children.length > LONG);
const suggesting = [...document.querySelectorAll("input[data-suggest][list]")];
if (selects.length || lists.length || suggesting.length) {
  const { searchIn, suggestIn, narrow } = await import("./long-lists.js");
  selects.forEach(searchIn);
  suggesting.forEach(suggestIn);
  lists.forEach(narrow);
}

const session = document.querySelector("[data-session-seconds]");
if (session) {
  const { warn } = await import("./session.js");
  warn(session);
}
