// The card beside a finding: what might be wrong, what to write instead, and why. By mouse, or by arrow keys and Enter.

const KIND_NAMES = {
  spelling: "Spelling",
  word: "Wrong word",
  agreement: "Agreement",
  missing: "Missing word",
  extra: "Word too many",
  doubled: "Doubled word",
  split: "Written apart or together",
  dialect: "Another dialect",
  punctuation: "Punctuation",
  case: "Capital letters",
};
const NOT_ABOUT_WORDS = ["doubled", "extra", "missing", "punctuation"];

const SHOWN_OF_HASH = 12;

const byId = (id) => document.getElementById(id);

export class Card {
  // `actions` has change(entry, suggestion), learn(entry), ignore(entry), leave() and step(forward).
  // An entry is {finding, words, at}: a finding, its words, and what tells it from all others of the text.
  constructor(actions) {
    this.entry = null;
    this.element = byId("card");
    this.actions = actions;
    byId("card-learn").addEventListener("click", () => actions.learn(this.entry));
    byId("card-ignore").addEventListener("click", () => actions.ignore(this.entry));
    this.element.addEventListener("keydown", (event) => this.#onKey(event));
  }

  // Show a finding below its mark; with `focus` the first choice is ready for Enter.
  open(entry, mark, focus) {
    this.entry = entry;
    const { finding, words } = entry;
    byId("card-kind").textContent = kindName(finding);
    byId("card-kind").classList.toggle("spelling", finding.kind === "spelling");
    byId("card-message").textContent = finding.message;
    byId("card-choices").replaceChildren(...this.#choices());
    byId("card-evidence").replaceChildren(...finding.evidence.map(paragraph), paragraph(chance(finding.probability)));
    byId("card-source").replaceChildren(...source(finding.model));
    byId("card-learn").hidden = NOT_ABOUT_WORDS.includes(finding.kind);
    this.element.hidden = false;
    this.#place(mark);
    if (focus) this.#buttons()[0].focus();
  }

  close() {
    this.entry = null;
    this.element.hidden = true;
  }

  #choices() {
    const { finding, words } = this.entry;
    if (finding.suggestions.length > 0 && !isChangeable(finding, words)) return [paragraph("To be changed by hand: it crosses markup.")];
    return finding.suggestions.map((suggestion) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = told(words, suggestion);
      button.addEventListener("click", () => this.actions.change(this.entry, suggestion));
      return button;
    });
  }

  #buttons() {
    return [...this.element.querySelectorAll("button:not([hidden])")];
  }

  #place(mark) {
    const around = this.element.parentElement.getBoundingClientRect();
    const rect = mark.getClientRects()[0] ?? around;
    const most = around.width - this.element.offsetWidth - 8;
    this.element.style.left = `${Math.max(8, Math.min(rect.left - around.left - 12, most))}px`;
    this.element.style.top = `${rect.bottom - around.top + 6}px`;
  }

  #onKey(event) {
    const buttons = this.#buttons(), at = buttons.indexOf(document.activeElement);
    const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
    if (event.key in steps) buttons[(at + steps[event.key] + buttons.length) % buttons.length].focus();
    else if (event.key === "Home") buttons[0].focus();
    else if (event.key === "End") buttons.at(-1).focus();
    else if (event.key === "Escape") this.actions.leave();
    else if (event.key === "F8") this.actions.step(!event.shiftKey);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

// Return the kind of a finding as people read it.
export function kindName(finding) {
  return KIND_NAMES[finding.kind] ?? capitalized(finding.kind);
}

// Return in words what a suggestion does to the words in question.
export function told(words, suggestion) {
  if (words.trim() === "") return `add “${suggestion.trim()}”`;
  return suggestion === "" ? `leave out “${words.trim()}”` : suggestion;
}

// Tell whether a finding may be changed by one key: its span holds words and no markup.
function isChangeable(finding, words) {
  return finding.fixable || /^[\p{L}\p{N}’'-]+(\s+[\p{L}\p{N}’'-]+)*$/u.test(words);
}

function chance(probability) {
  return `Of places like this one, ${Math.round(probability * 100)} in 100 would be changed by a person.`;
}

// Return in words which model a finding is from; its bundle in full is told below the text.
function source(model) {
  const bundle = document.createElement("code");
  bundle.textContent = model.bundle.replace("sha256:", "").slice(0, SHOWN_OF_HASH);
  bundle.title = model.bundle;
  return [`From the ${model.name} model, which stands on ${model.works.toLocaleString()} works; bundle `, bundle];
}

function paragraph(text) {
  const element = document.createElement("p");
  element.textContent = capitalized(text) + (/[.!?]$/.test(text) ? "" : ".");
  return element;
}

function capitalized(text) {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
