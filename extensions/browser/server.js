// The server on this computer: the only address that this extension ever asks.

export const SERVER = "http://127.0.0.1:8081";

const MOST_KEPT = 60;
const MOST_SECONDS = 60;

export const NO_ANSWER = "No server answers at 127.0.0.1:8081. Start it with `commonhold serve`.";

const answers = new Map(); // settings and text → answer; in memory only, and gone with the background page

// Return what the server finds in a text, {findings, model, …}, or {trouble} with a sentence.
export async function check(text, kind, language) {
  const name = `${kind}\n${language}\n${text}`;
  const known = answers.get(name);
  if (known) {
    answers.delete(name); // and put at the end, as the one used last
    answers.set(name, known);
    return known;
  }
  const body = JSON.stringify({ text, kind, language, offsets: "utf-16" });
  const answer = await ask("/api/check", { method: "POST", headers: { "Content-Type": "application/json" }, body });
  if (!answer.trouble) {
    answers.set(name, answer);
    if (answers.size > MOST_KEPT) answers.delete(answers.keys().next().value);
  }
  return answer;
}

// Return the installed models, {version, models, unusable}, or {trouble}.
export function models() {
  return ask("/api/models");
}

// Put a word into the writer's dictionary; return {} or {trouble}.
export async function learn(word) {
  const answer = await ask("/v2/words/add", { method: "POST", body: new URLSearchParams({ word }) });
  if (!answer.trouble) answers.clear();
  return answer;
}

async function ask(path, options = {}) {
  try {
    const answer = await fetch(SERVER + path, {
      ...options,
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(MOST_SECONDS * 1000),
    });
    if (answer.ok) return await answer.json();
    const said = await answer.text();
    return { trouble: said.startsWith("Error: ") ? said.slice(7).trim() : strange(answer.status) };
  } catch (error) {
    if (error instanceof SyntaxError) return { trouble: strange("something that is no JSON") };
    return { trouble: error.name === "TimeoutError" ? "The server takes too long to answer." : NO_ANSWER, isDown: true };
  }
}

function strange(what) {
  return `What answers at 127.0.0.1:8081 is not a Commonhold server (${what}).`;
}
