// The page: from what is typed to underlines, and from a chosen suggestion back to the text.

import { Card } from "./card.js";
import { Checking } from "./checking.js";
import { changeWords, showModels, showWords } from "./facts.js";
import { List } from "./list.js";
import { Mirror, shown } from "./mirror.js";
import { carried, paragraphs, together } from "./paragraphs.js";

const PAUSE_MS = 250;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}’'-]*/gu;
const byId = (id) => document.getElementById(id);

const text = byId("text");
const ignored = new Set(); // kinds and words, as long as the page is open
let drawn = []; // {start, text, tail, findings} for each paragraph, findings with offsets in it
let last = { text: "", findings: [] }; // all that was known of the text when it was drawn last
let isTyping = false;
let pausing = 0;

const mirror = new Mirror(byId("mirror"));
const list = new List((number) => open(number, true));
const checking = new Checking(refresh, (sentence) => (byId("trouble").textContent = sentence));
const card = new Card({ change, learn, ignore, leave, step });

function settings() {
  const sensitivity = byId("sensitivity").value;
  return {
    language: byId("language").value,
    kind: byId("kind").value,
    sensitivity: sensitivity === "" ? null : Number(sensitivity),
  };
}

// Draw what is known of the text as it is now. What is not known anew is carried over from before the edit.
function refresh() {
  const now = settings(), all = text.value;
  const found = paragraphs(all, now.kind);
  const old = carried(last.text, last.findings, all);
  const findings = together(found, all).flatMap(({ start, text }) => {
    const known = checking.answer(now, text)?.findings;
    if (known === undefined) return old.filter((each) => each.start >= start && each.end <= start + text.length);
    return known.map((each) => ({ ...each, start: each.start + start, end: each.end + start }));
  });
  last = { text: all, findings };
  drawn = found.map((each) => ({ ...each, findings: [] }));
  let at = 0;
  for (const finding of findings.filter(isWanted)) {
    while (at + 1 < drawn.length && drawn[at + 1].start <= finding.start) at++;
    const { start } = drawn[at];
    drawn[at].findings.push({ ...finding, start: finding.start - start, end: finding.end - start });
  }
  mirror.draw(drawn);
  showList();
}

function isWanted(finding) {
  if (ignored.has(`${finding.kind}\n${text.value.slice(finding.start, finding.end)}`)) return false;
  // The last word is not finished while it is being typed.
  const isLast = finding.end === text.value.length;
  return !(isLast && isTyping && document.activeElement === text && text.selectionEnd === text.value.length);
}

// Return the findings shown, in order, each with its words, its place in the text, and what tells it from the others.
function entries() {
  return drawn.flatMap((paragraph) =>
    paragraph.findings.map((finding) => {
      const start = paragraph.start + finding.start, end = paragraph.start + finding.end;
      const [from, to] = shown(finding, paragraph.text).map((place) => paragraph.start + place);
      return { finding, words: text.value.slice(start, end), start, end, from, to, at: `${start} ${finding.kind}` };
    }),
  );
}

function showList() {
  const all = entries();
  const current = all.findIndex((each) => each.at === card.entry?.at);
  if (current < 0) card.close();
  mirror.marks().forEach((mark, number) => mark.classList.toggle("chosen", number === current));
  const now = settings();
  const answers = together(drawn, text.value).map((part) => checking.answer(now, part.text));
  const isForeign = answers.length > 0 && answers.every((each) => each?.is_foreign);
  list.show(all, text.value.match(WORD)?.length ?? 0, current, answers.includes(undefined), isForeign);
  const guessed = now.language === "auto" && !isForeign && answers.find((each) => each?.language_name)?.language_name;
  byId("guessed").textContent = guessed ? `as recognised: ${guessed}` : "as recognised";
}

function open(number, focus) {
  const entry = entries()[number], mark = mirror.marks()[number];
  mark.scrollIntoView({ block: "nearest" });
  card.open(entry, mark, focus);
  if (focus) {
    text.setSelectionRange(entry.start, entry.end);
    card.element.scrollIntoView({ block: "nearest" });
  }
  showList();
}

// Go to the finding after (or before) the one that is open, or after the caret.
function step(forward) {
  const all = entries();
  if (all.length === 0) return;
  const caret = text.selectionEnd;
  let number = all.findIndex((each) => each.at === card.entry?.at);
  if (number >= 0) number += forward ? 1 : -1;
  else number = forward ? all.findIndex((each) => each.to > caret) : all.findLastIndex((each) => each.to <= caret);
  if (number < 0) number = forward ? 0 : all.length - 1;
  open(number % all.length, true);
}

// Make a suggested change as if it were typed, so that the browser's own undo takes it back.
function change(entry, suggestion) {
  text.focus();
  text.setSelectionRange(entry.start, entry.end);
  const isDone =
    suggestion === "" ? document.execCommand("delete") : document.execCommand("insertText", false, suggestion);
  if (!isDone) {
    text.setRangeText(suggestion, entry.start, entry.end, "end");
    onInput();
  }
  isTyping = false;
  list.say(suggestion.trim() === "" ? "Left out." : `Changed to “${suggestion.trim()}”.`);
}

async function learn(entry) {
  const trouble = await changeWords("add", entry.words);
  byId("trouble").textContent = trouble;
  if (trouble) return;
  leave();
  recheck();
  list.say(`“${entry.words}” is in your dictionary.`);
}

function ignore(entry) {
  ignored.add(`${entry.finding.kind}\n${entry.words}`);
  leave();
  list.say(`“${entry.words.trim()}” is left as it is.`);
}

// Close the card and go back to the text.
function leave() {
  const end = card.entry?.end;
  card.close();
  text.focus();
  if (end !== undefined) text.setSelectionRange(end, end);
  refresh();
}

function check() {
  const now = settings();
  checking.want(now, together(paragraphs(text.value, now.kind), text.value).map((each) => each.text));
  refresh();
}

function recheck() {
  checking.forget();
  check();
}

function onInput(event) {
  isTyping = event?.inputType === "insertText" || event?.inputType === "insertCompositionText";
  card.close();
  refresh();
  clearTimeout(pausing);
  pausing = setTimeout(check, PAUSE_MS);
}

function onClick() {
  isTyping = false;
  refresh();
  const caret = text.selectionStart;
  const number = entries().findIndex((each) => each.from <= caret && caret <= each.to);
  if (number >= 0 && caret === text.selectionEnd) open(number, false);
}

function onKey(event) {
  if (event.key === "F8") step(!event.shiftKey);
  else if (event.key === "Escape" && card.entry) leave();
  else return;
  event.preventDefault();
}

function onPointer(event) {
  if (card.entry && !event.target.closest("#card, aside, .steps")) {
    card.close();
    showList();
  }
}

text.addEventListener("input", onInput);
text.addEventListener("click", onClick);
text.addEventListener("blur", () => {
  isTyping = false;
  refresh();
});
document.addEventListener("keydown", onKey);
document.addEventListener("pointerdown", onPointer);
byId("next").addEventListener("click", () => step(true));
byId("previous").addEventListener("click", () => step(false));
for (const id of ["language", "kind", "sensitivity"]) byId(id).addEventListener("change", check);
document.querySelector(".settings").addEventListener("submit", (event) => event.preventDefault());

showModels();
showWords(recheck);
check();
