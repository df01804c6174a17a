import { initAll } from "../build/govuk-frontend.min.js";

initAll();

for (const control of document.querySelectorAll("[data-print]")) {
  control.hidden = false;
  control.addEventListener("click", () => window.print());
}
