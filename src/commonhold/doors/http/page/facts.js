// What the findings stand on, and the writer's own words: both below the text, both from the server.

import { sentence } from "./checking.js";

const byId = (id) => document.getElementById(id);
const MOST_WORDS = 1000;

// Fill the choice of languages and the facts of each model.
export async function showModels() {
  const { version, models, unusable } = await (await fetch("/api/models")).json();
  for (const model of models) {
    byId("language").append(new Option(model.name, model.language));
    for (const code of model.dialects) byId("language").append(new Option(`${model.name} (${region(code)})`, code));
  }
  byId("models").replaceChildren(
    ...models.map((model) => facts(model, version)),
    ...unusable.map((each) => Object.assign(document.createElement("p"), { textContent: `${each.error} ${each.advice}` })),
  );
}

function facts(model, version) {
  const rows = [
    ["Language", model.name],
    ["Dialects told apart", model.dialects.map(region).join(", ") || "none"],
    ["Learned from", `${model.works.toLocaleString()} works with ${model.words.toLocaleString()} words, each listed in its manifest`],
    ["Licence", model.licence],
    ["Size", `${(model.size_bytes / 1e6).toFixed(1)} MB`],
    ["Made by", `Commonhold ${model.commonhold}; this server is version ${version}`],
    ["Bundle", code(model.bundle)],
    ["Merkle root of the works", code(model.merkle_root)],
  ];
  const list = document.createElement("dl");
  for (const [name, value] of rows) {
    const term = document.createElement("dt"), detail = document.createElement("dd");
    term.textContent = name;
    detail.append(value);
    list.append(term, detail);
  }
  return list;
}

function region(code) {
  return code.split("-").slice(1).join("-");
}

function code(text) {
  return Object.assign(document.createElement("code"), { textContent: text });
}

// Add a word to the dictionary, or take it out; return why that could not be done, "" when it was.
export async function changeWords(what, word) {
  const body = new URLSearchParams({ word });
  const answer = await fetch(`/v2/words/${what}`, { method: "POST", body });
  if (!answer.ok) return sentence(await answer.text());
  await showWords();
  return "";
}

// Show the words of the dictionary; clicking one takes it out, after which `onChange` is called.
export async function showWords(onChange = showWords.onChange) {
  showWords.onChange = onChange;
  const { words } = await (await fetch(`/v2/words?limit=${MOST_WORDS}`)).json();
  byId("no-words").hidden = words.length > 0;
  byId("words").replaceChildren(
    ...words.map((word) => {
      const entry = document.createElement("li"), button = document.createElement("button");
      button.type = "button";
      button.textContent = `${word} ×`;
      button.setAttribute("aria-label", `Take “${word}” out of the dictionary`);
      button.addEventListener("click", async () => {
        const trouble = await changeWords("delete", word);
        byId("trouble").textContent = trouble;
        if (!trouble) onChange?.(word);
      });
      entry.append(button);
      return entry;
    }),
  );
}
