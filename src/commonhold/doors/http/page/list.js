// The list of findings beside the text, and how many there are, also for those who do not see it.

import { kindName, told } from "./card.js";

const byId = (id) => document.getElementById(id);
const CALM_MS = 1200;
const FOREIGN =
  "This seems to be in a language there is no model for. Choose a language above to have it checked all the same.";

export class List {
  #telling = 0;
  #drawn = "";

  // `open` is called with the number of the finding that was chosen.
  constructor(open) {
    this.open = open;
  }

  // Show findings as {finding, words}, the number of words of the text, which finding is open (-1: none), and whether
  // the text is still being checked or is in none of the languages known.
  show(entries, size, current, isBusy, isForeign) {
    const found = isForeign ? "not checked" : entries.length === 1 ? "1 finding" : `${entries.length} findings`;
    const words = size === 1 ? "1 word" : `${size.toLocaleString()} words`;
    byId("count").textContent = size ? `${found}${isBusy ? " so far" : ""} · ${words}` : "";
    byId("empty").hidden = entries.length > 0;
    byId("empty").textContent = isForeign ? FOREIGN : size && !isBusy ? "Nothing found." : "What might be wrong is listed here.";
    this.#draw(entries);
    byId("list").querySelectorAll("button").forEach((button, number) => {
      button.setAttribute("aria-current", String(number === current));
    });
    for (const id of ["previous", "next"]) byId(id).disabled = entries.length === 0;
    if (!isBusy) this.tell(size ? found : "");
  }

  // Say something to screen readers once the writer pauses.
  tell(sentence) {
    clearTimeout(this.#telling);
    this.#telling = setTimeout(() => {
      if (byId("status").textContent !== sentence) byId("status").textContent = sentence;
    }, CALM_MS);
  }

  // Say something to screen readers now.
  say(sentence) {
    clearTimeout(this.#telling);
    byId("status").textContent = sentence;
  }

  // Draw the list if it is another one: a button that is replaced while it is pressed would not be clicked.
  #draw(entries) {
    const drawn = JSON.stringify(entries.map(({ finding, words }) => [finding.kind, words, finding.suggestions[0]]));
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    byId("list").replaceChildren(...entries.map((entry, number) => this.#entry(entry, number)));
  }

  #entry({ finding, words }, number) {
    const entry = document.createElement("li"), button = document.createElement("button");
    button.type = "button";
    button.classList.toggle("spelling", finding.kind === "spelling");
    button.append(change(words, finding.suggestions[0]), line("what", kindName(finding)));
    button.addEventListener("click", () => this.open(number));
    entry.append(button);
    return entry;
  }
}

function change(words, suggestion) {
  const element = line("change", "");
  const before = document.createElement("del"), after = document.createElement("ins");
  before.textContent = words.trim();
  if (suggestion === undefined) element.append(words.trim());
  else if (words.trim() === "" || suggestion === "") {
    after.textContent = told(words, suggestion);
    element.append(after);
  } else {
    after.textContent = suggestion;
    element.append(before, " → ", after);
  }
  return element;
}

function line(name, text) {
  const element = document.createElement("span");
  element.className = name;
  element.textContent = text;
  return element;
}
