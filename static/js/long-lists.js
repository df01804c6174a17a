// Long lists: a select becomes a box to search in, and ticks get a box above them that narrows the list.
import "../build/accessible-autocomplete.min.js";

const TYPED = "typed:"; // as ui/widgets.py names it

const LETTERS = { ł: "l", ø: "o", đ: "d", ð: "d", þ: "th", ß: "ss", æ: "ae", œ: "oe", ı: "i", ħ: "h", ς: "σ" };

// Capitals, accents, kinds of quotes and dashes and soft hyphens don't count: as ui/text.py folds a text.
function folded(text) {
  return text
    .replace(/[`´ʹʻʼʽˈ‘’‚‛′]/g, "'")
    .replace(/[“”„‟″]/g, '"')
    .replace(/\p{Pd}|−/gu, "-")
    .replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, "")
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[\u0300-\u036f\u0591-\u05c7\u064b-\u0655]/g, "")
    .normalize("NFC")
    .replace(/[łøđðþßæœıħς]/g, (letter) => LETTERS[letter]);
}

// Whether the text holds every word that was typed, in any order.
function holds(text, typed) {
  const plain = folded(text);
  return folded(typed).split(/\s+/).every((word) => plain.includes(word));
}

function escaped(text) {
  const element = document.createElement("span");
  element.textContent = text;
  return element.innerHTML;
}

// The texts of the hint and the error of a control.
function descriptions(control) {
  const described = (control.getAttribute("aria-describedby") || "").split(" ");
  return described.map((name) => document.getElementById(name)?.textContent.trim() || "").filter(Boolean);
}

export function searchIn(select) {
  const { id } = select;
  const focused = document.activeElement === select;
  const options = [...select.options].filter((option) => option.value);
  const chosen = select.value ? select.selectedOptions[0] : undefined;
  const unmatched = new Option("", "");
  select.append(unmatched);

  // Text that is no choice is posted as what it is, so that the server asks for one.
  function choose(typed) {
    const text = folded(typed.trim());
    const exact = options.filter((option) => folded(option.text) === text);
    const named = options.filter((option) => folded(option.text).startsWith(`${text},`));
    unmatched.value = TYPED + typed.trim();
    if (!text) select.value = "";
    else if (exact.length) exact[0].selected = true;
    else if (named.length === 1) named[0].selected = true;
    else unmatched.selected = true;
  }

  const place = document.createElement("div");
  select.before(place);
  const words = descriptions(select);
  const typed = select.dataset.typed || "";
  self.accessibleAutocomplete({
    element: place,
    id,
    name: "",
    defaultValue: typed || chosen?.text || "",
    displayMenu: "overlay",
    showAllValues: true,
    inputClasses: select.classList.contains("govuk-select--error") ? "govuk-input--error" : "",
    menuAttributes: { "aria-label": document.querySelector(`label[for="${id}"]`)?.textContent.trim() },
    source(query, show) {
      const whole = options.some((option) => option.selected && option.text === query);
      show(whole ? options : options.filter((option) => holds(option.text, query)));
    },
    templates: {
      inputValue: (option) => option?.text ?? "",
      suggestion: (option) => escaped(option.text),
    },
    onConfirm(option) {
      if (option) option.selected = true;
    },
    tNoResults: () => "No matches",
    tStatusNoResults: () => "No matches",
    tAssistiveHint: () =>
      [...words, "Type to search the list, or use up and down arrows and enter to choose."].join(". ").replace(/\.\./g, "."),
  });
  select.hidden = true;
  select.id = `${id}-select`;
  const input = document.getElementById(id);
  input.addEventListener("input", () => choose(input.value));
  if (typed) choose(typed);
  if (focused) input.focus();
}

// A box for free text with suggestions: what is typed counts, also where nothing suggested matches it.
export function suggestIn(input) {
  const options = [...input.list.options].map(({ value, text }) => ({ value, text: text && text !== value ? `${value}, ${text}` : value }));
  const { id, name, value } = input;
  const focused = document.activeElement === input; // somebody was quicker than this script
  const words = descriptions(input);
  const place = document.createElement("div");
  input.before(place);
  self.accessibleAutocomplete({
    element: place,
    id,
    name,
    defaultValue: focused ? "" : value,
    displayMenu: "overlay",
    minLength: 2,
    confirmOnBlur: false,
    inputClasses: input.classList.contains("govuk-input--error") ? "govuk-input--error" : "",
    menuAttributes: { "aria-label": document.querySelector(`label[for="${id}"]`)?.textContent.trim() },
    source(query, show) {
      show(options.filter((option) => holds(option.text, query)).slice(0, 20));
    },
    templates: {
      inputValue: (option) => option?.value ?? "",
      suggestion: (option) => escaped(option.text),
    },
    tNoResults: () => "No matches: it is taken as you typed it",
    tStatusNoResults: () => "No matches: it is taken as you typed it",
    tAssistiveHint: () =>
      [...words, "Type to find it, then use up and down arrows and enter to choose."].join(". ").replace(/\.\./g, "."),
  });
  input.remove();
  if (!focused) return;
  const box = document.getElementById(id);
  box.focus();
  box.value = value;
  box.dispatchEvent(new Event("input", { bubbles: true })); // so that what they typed meanwhile gets its suggestions
}

export function narrow(list) {
  const items = [...list.querySelectorAll(":scope > .govuk-checkboxes__item")];
  list.prepend(...items.filter((item) => item.querySelector("input").checked));
  const find = document.createElement("div");
  find.className = "app-find";
  const label = document.createElement("label");
  label.className = "govuk-label";
  label.htmlFor = `${list.id}-find`;
  label.textContent = list.dataset.find;
  const input = document.createElement("input");
  input.className = "govuk-input";
  input.id = label.htmlFor;
  input.type = "search";
  input.autocomplete = "off";
  const status = document.createElement("p");
  status.className = "app-muted";
  status.setAttribute("role", "status");
  find.append(label, input, status);
  list.before(find);
  list.classList.add("app-long-list");

  function show() {
    let shown = 0;
    for (const item of items) {
      const box = item.querySelector("input");
      item.hidden = !box.checked && !holds(item.textContent, input.value);
      if (!item.hidden) shown += 1;
    }
    const ticked = items.filter((item) => item.querySelector("input").checked).length;
    status.textContent = `${shown} of ${items.length} shown, ${ticked} ticked`;
  }

  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  list.addEventListener("change", show);
  show();
}
