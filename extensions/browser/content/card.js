// The card beside a finding: what might be wrong, what to write instead, and why. The field keeps the focus all the time,
// since many pages close what is written in when it loses that; so keys are taken from the page only while a choice is ready.

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
const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

class Card {
  #orders = new Map(); // button → what it does
  #ready = -1;

  // `actions` has change(entry, suggestion), learn(entry), ignore(entry) and leave(); `layer` is what the card stands in.
  constructor(layer, actions) {
    this.entry = null;
    this.layer = layer;
    this.actions = actions;
    this.element = part("div", "card");
    this.element.setAttribute("role", "dialog");
    this.element.hidden = true;
    layer.root.append(this.element);
  }

  // Tell whether a choice is ready, so that keys are for the card.
  takesKeys() {
    return this.entry !== null && this.#ready >= 0;
  }

  // Show an entry below its first line; `isByKeys` has the first choice ready for Enter.
  open(entry, rect, isByKeys) {
    this.entry = entry;
    const { finding, words } = entry;
    this.#orders.clear();
    this.trouble = part("p", "trouble");
    const kind = part("p", finding.kind === "spelling" ? "kind spelling" : "kind", KIND_NAMES[finding.kind] ?? finding.kind);
    const evidence = part("div", "evidence");
    const chance = `Of places like this one, ${Math.min(99, Math.round(finding.probability * 100))} in 100 would be changed by a person`;
    evidence.append(...[...finding.evidence, chance].map((each) => part("p", "", told(each))));
    this.element.replaceChildren(kind, part("p", "message", told(finding.message)), this.#choices(), evidence, this.#others());
    this.element.setAttribute("aria-label", finding.message);
    this.element.hidden = false;
    this.place(rect);
    this.#setReady(isByKeys ? 0 : -1);
    if (isByKeys) this.layer.say(`${told(finding.message)} ${this.#buttons()[0].textContent}`);
  }

  close() {
    this.entry = null;
    this.#ready = -1;
    this.element.hidden = true;
  }

  // Say what went wrong.
  tell(sentence) {
    this.trouble.textContent = sentence;
    this.layer.say(sentence);
  }

  // Stand below a rectangle of the window, or above it where there is no room.
  place(rect) {
    const { offsetWidth, offsetHeight, style } = this.element;
    const left = Math.max(8, Math.min(rect.left - 12, innerWidth - offsetWidth - 8));
    const isRoomBelow = rect.bottom + 8 + offsetHeight <= innerHeight || rect.top < innerHeight / 2;
    const top = isRoomBelow ? Math.min(rect.bottom + 8, innerHeight - offsetHeight - 8) : rect.top - offsetHeight - 8;
    style.left = `${left}px`;
    style.top = `${Math.max(8, top)}px`;
  }

  // Take a key; return whether it was for the card.
  press(key) {
    const buttons = this.#buttons();
    if (key === "Escape") this.actions.leave();
    else if (!this.takesKeys()) return false;
    else if (key in STEPS) this.#setReady((this.#ready + STEPS[key] + buttons.length) % buttons.length, true);
    else if (key === "Home") this.#setReady(0, true);
    else if (key === "End") this.#setReady(buttons.length - 1, true);
    else if (key === "Enter") this.#orders.get(buttons[this.#ready])();
    else return false;
    return true;
  }

  // Take a click at a place of the window.
  click(x, y) {
    this.#orders.get(this.layer.root.elementFromPoint(x, y)?.closest("button"))?.();
  }

  #choices() {
    const { entry } = this, { finding, words } = entry;
    const choices = part("div", "choices");
    if (finding.suggestions.length > 0 && !entry.isChangeable) choices.append(part("p", "", "To be changed by hand."));
    else for (const each of finding.suggestions) choices.append(this.#button(proposal(words, each), () => this.actions.change(entry, each)));
    return choices;
  }

  #others() {
    const { entry } = this, others = part("div", "others");
    if (!NOT_ABOUT_WORDS.includes(entry.finding.kind)) others.append(this.#button("Add to dictionary", () => this.actions.learn(entry)));
    others.append(this.#button("Ignore", () => this.actions.ignore(entry)));
    others.append(this.trouble, part("p", "keys", "F8: next · arrows: choose · Enter: take · Esc: leave"));
    return others;
  }

  #button(text, order) {
    const button = part("button", "", text);
    button.type = "button";
    button.tabIndex = -1;
    this.#orders.set(button, order);
    return button;
  }

  #buttons() {
    return [...this.element.querySelectorAll("button")];
  }

  #setReady(number, isTold = false) {
    this.#ready = number;
    this.#buttons().forEach((button, at) => button.classList.toggle("ready", at === number));
    if (isTold) this.layer.say(this.#buttons()[number].textContent);
  }
}

// Return in words what a suggestion does to the words in question.
function proposal(words, suggestion) {
  if (words.trim() === "") return `add “${plain(suggestion).trim()}”`;
  return suggestion === "" ? `leave out “${words.trim()}”` : plain(suggestion);
}

function told(sentence) {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1) + (/[.!?]$/.test(sentence) ? "" : ".");
}
