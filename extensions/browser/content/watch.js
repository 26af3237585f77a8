// From what is typed to underlines, and from a chosen suggestion back to the page. One field at a time: the one written in.

const PAUSE_MS = 400;
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 30_000;

const layer = new Layer();
const underlines = new Underlines(layer.drawing);
const card = new Card(layer, { change, learn, ignore, leave: closeCard });
const ignored = new Set(); // kinds and words, as long as the page is open

let field = null; // a PlainField or RichField
let known = { source: "", findings: [] }; // what was known of the text when it was looked at last
let shown = []; // {finding, words, shown, at, isChangeable, isOpen} for each finding that is wanted
let typedAt = -1; // where something was typed last: a word that ends there may not be finished
let isComposing = false;
let isChecking = false, isStale = false;
let pausing = 0, retryMs = FIRST_RETRY_MS;
let drawnAs = "", looking = 0;

// Ask the background page; null when the extension was switched off or updated and this page still has its old scripts.
async function ask(message) {
  try {
    return await chrome.runtime.sendMessage(message);
  } catch {
    drop();
    return null;
  }
}

// Take up a field, if it is one for prose on a site that is not switched off.
async function takeUp(element) {
  const state = await ask({ ask: "state" });
  if (!state || element.getRootNode({ composed: true }) !== document) return;
  if (!state.isOn || !isForProse(element, state.insists)) {
    if (field && (!state.isOn || field.element === element)) drop();
    return;
  }
  if (field?.element === element) return;
  drop();
  field = isPlain(element) ? new PlainField(element, layer.twins) : new RichField(element, onChange);
  known = { source: field.source(), findings: [] };
  layer.standOver(element);
  check();
}

function isPlain(element) {
  return element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement;
}

function drop() {
  clearTimeout(pausing);
  cancelAnimationFrame(looking);
  field?.stop?.();
  field = null;
  known = { source: "", findings: [] };
  shown = [];
  typedAt = -1;
  retryMs = FIRST_RETRY_MS;
  card.close();
  underlines.clear();
  layer.leave();
}

// The text may be another one.
function onChange() {
  if (!field) return;
  if (isForProse(field.element, true)) carry();
  else drop(); // the page has made it one for something else
}

function schedule(milliseconds) {
  clearTimeout(pausing);
  pausing = setTimeout(check, milliseconds);
}

async function check() {
  clearTimeout(pausing);
  if (isComposing || !field) return;
  if (isChecking) {
    isStale = true;
    return;
  }
  isChecking = true;
  isStale = false;
  const asked = field;
  try {
    await checkText(asked);
  } finally {
    isChecking = false;
    if (isStale || (field && field !== asked)) check();
  }
}

async function checkText(asked) {
  const source = asked.source(), findings = [];
  const parts = isWorthChecking(asked.element, asked.kind === "html" ? plain(source) : source) ? together(source) : [];
  for (const { start, text } of parts) {
    const answer = await ask({ ask: "check", text, kind: asked.kind });
    if (!answer || field !== asked) return;
    if (answer.isOff) return drop();
    if (answer.trouble) return answer.isDown ? retry() : undefined;
    findings.push(...answer.findings.map((each) => ({ ...each, start: each.start + start, end: each.end + start })));
  }
  retryMs = FIRST_RETRY_MS;
  if (field !== asked) return;
  known = { source, findings };
  carry();
}

// The server does not answer: ask again, less and less often.
function retry() {
  schedule(retryMs);
  retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
}

// Move what is known to where it is in the text as it is now, draw it, and have the text checked once typing pauses.
function carry() {
  const source = field.source();
  if (source !== known.source) {
    known = { source, findings: carried(known.source, known.findings, source) };
    schedule(PAUSE_MS);
  }
  const caret = field.caret();
  shown = known.findings.filter((each) => !(each.end === typedAt && each.end === caret)).map(entryOf).filter(isWanted);
  const open = card.entry && shown.find((each) => each.at === card.entry.at && each.words === card.entry.words);
  if (open) open.isOpen = true;
  else closeCard();
  drawnAs = "";
  look();
}

function entryOf(finding) {
  const words = field.words(finding.start, finding.end);
  const crosses = field.kind === "html" && known.source.slice(finding.start, finding.end).includes("<");
  return {
    finding,
    words,
    shown: shownSpan(finding, known.source),
    at: `${finding.start} ${finding.kind}`,
    isChangeable: !crosses && (finding.fixable || /^[\p{L}\p{N}’'-]+(\s+[\p{L}\p{N}’'-]+)*$/u.test(words)),
    isOpen: false,
  };
}

function isWanted({ finding, words }) {
  return !ignored.has(`${finding.kind}\n${words}`);
}

// Draw again whenever the field, its text or its scrolling is not as it was drawn, for as long as something is shown.
function look() {
  cancelAnimationFrame(looking);
  if (!field) return;
  if (!field.element.isConnected || isPassword(field.element.getAttribute("type"))) return drop();
  const { left, top, width, height } = field.element.getBoundingClientRect(), origin = layer.origin();
  const { scrollLeft, scrollTop } = field.element;
  const state = field.state();
  const now = [left, top, width, height, origin.x, origin.y, scrollLeft, scrollTop, innerWidth, innerHeight, state].join();
  if (drawnAs !== "" && drawnAs.split(",").at(-1) !== now.split(",").at(-1)) onChange();
  if (now !== drawnAs) {
    drawnAs = now;
    layer.standOver(field.element);
    underlines.draw(shown, field, layer.origin());
    const rect = card.entry && underlines.rectOf(card.entry);
    if (rect) card.place(rect);
  }
  if (shown.length > 0) looking = requestAnimationFrame(look);
}

function openCard(entry, isByKeys) {
  const rect = underlines.rectOf(entry);
  if (!rect) return;
  for (const each of shown) each.isOpen = each === entry;
  card.open(entry, rect, isByKeys);
  drawnAs = "";
  look();
}

function closeCard() {
  if (!card.entry) return;
  card.close();
  for (const each of shown) each.isOpen = false;
  drawnAs = "";
  look();
}

// Go to the finding after (or before) the one that is open, or after the caret.
function step(isForward) {
  const at = shown.findIndex((each) => each.at === card.entry?.at);
  let next = at + (isForward ? 1 : -1);
  if (at >= 0 && !card.takesKeys()) next = at; // it was opened by a click, and keys come to it now
  if (at < 0) {
    const caret = field.caret() ?? 0;
    next = isForward ? shown.findIndex((each) => each.shown[1] > caret) : shown.findLastIndex((each) => each.shown[1] <= caret);
  }
  if (next < 0) next = isForward ? 0 : shown.length - 1;
  const entry = shown[next % shown.length];
  field.select(entry.finding.start, entry.finding.end);
  field.element.ownerDocument.getSelection()?.focusNode?.parentElement?.scrollIntoView({ block: "nearest" });
  drawnAs = "";
  look();
  openCard(entry, true);
}

async function change(entry, suggestion) {
  const { start, end } = entry.finding, asked = field;
  if (asked.words(start, end) !== entry.words) return closeCard();
  card.close();
  typedAt = -1;
  if (await asked.replace(start, end, suggestion)) layer.say(`Changed to ${plain(suggestion)}`);
  else if (field === asked) {
    openCard(shown.find((each) => each.at === entry.at) ?? entry, false);
    card.tell("This page does not let its text be changed; please type it.");
    return;
  }
  if (field === asked) onChange();
}

async function learn(entry) {
  const answer = await ask({ ask: "learn", word: entry.words });
  if (!answer || !field) return;
  if (answer.trouble) return card.tell(answer.trouble);
  closeCard();
  check();
}

function ignore(entry) {
  ignored.add(`${entry.finding.kind}\n${entry.words}`);
  closeCard();
  carry();
}
