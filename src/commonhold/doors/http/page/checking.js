// Asking the server: the whole text, or a very long one in parts; each state of it once, and again when it was busy.

const MOST_AT_ONCE = 3;
const MOST_KEPT = 30;
const WAIT_MS = 1000;

export class Checking {
  #answers = new Map(); // settings and text → answer; the memory of this page, gone with it
  #wanted = [];
  #asked = new Map();

  // `onAnswer` is called when a text is done, `onTrouble` with a sentence when the server fails ("": no longer).
  constructor(onAnswer, onTrouble) {
    this.onAnswer = onAnswer;
    this.onTrouble = onTrouble;
  }

  // Return what the server answered about a text, or undefined when it has not yet.
  answer(settings, text) {
    return text.trim() === "" ? { findings: [] } : this.#answers.get(key(settings, text));
  }

  // Have these texts checked, and nothing that was asked for before and is no longer there.
  want(settings, texts) {
    this.#wanted = texts.filter((text) => this.answer(settings, text) === undefined).map((text) => ({ settings, text }));
    const still = new Set(this.#wanted.map((each) => key(each.settings, each.text)));
    for (const [name, asking] of this.#asked) if (!still.has(name)) asking.abort();
    this.#go();
  }

  // Forget all answers, since they would now be others.
  forget() {
    this.#answers.clear();
    for (const asking of this.#asked.values()) asking.abort();
    this.#asked.clear();
  }

  #go() {
    for (const each of this.#wanted) {
      if (this.#asked.size >= MOST_AT_ONCE) return;
      const name = key(each.settings, each.text);
      if (!this.#asked.has(name)) this.#ask(name, each);
    }
  }

  async #ask(name, { settings, text }) {
    const asking = new AbortController();
    this.#asked.set(name, asking);
    try {
      const answer = await fetch("/api/check", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ text, offsets: "utf-16", ...settings }),
        signal: asking.signal,
      });
      if (answer.status === 429) throw new Error("The server is busy; trying again.");
      if (answer.status >= 500) throw new Error(sentence(await answer.text()));
      if (answer.ok) this.#keep(name, await answer.json());
      else {
        this.#keep(name, { findings: [] });
        this.onTrouble(sentence(await answer.text()));
        return;
      }
      this.onTrouble("");
    } catch (error) {
      if (asking.signal.aborted) return;
      this.onTrouble(error instanceof TypeError ? "The server does not answer; trying again." : error.message);
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    } finally {
      if (this.#asked.get(name) === asking) this.#asked.delete(name);
      this.#wanted = this.#wanted.filter((each) => !this.#answers.has(key(each.settings, each.text)));
      this.onAnswer();
      this.#go();
    }
  }

  #keep(name, answer) {
    if (this.#answers.size >= MOST_KEPT) this.#answers.delete(this.#answers.keys().next().value);
    const findings = answer.findings.map((each) => ({ ...each, model: answer.model }));
    this.#answers.set(name, { ...answer, findings });
  }
}

// Return what an error of the server says.
export function sentence(text) {
  return text.replace(/^Error: /, "");
}

function key(settings, text) {
  return `${settings.kind}\n${settings.language}\n${settings.sensitivity}\n${text}`;
}
