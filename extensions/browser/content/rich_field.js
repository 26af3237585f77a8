// An editable element. It is read as HTML of our own making, with blocks, headings and quotations, and without code.
// Nothing is ever put into it but what the writer chooses.

const KEPT_TAGS = new Set("BLOCKQUOTE DD DT H1 H2 H3 H4 H5 H6 LI P TD TH".split(" "));
const NOT_READ = "button, code, kbd, math, pre, samp, script, select, style, svg, textarea, tt, var, [spellcheck='false']";
const APART = "<p></p>"; // ends a paragraph and begins another
const STAND_IN = "<code>x</code>"; // for what is not read, so that the words around it stay apart
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const TO_ESCAPE = /[&<>]|[\u200b\u2060\ufeff]|\n/g;
const EDITOR_MS = 120;
const SELECTION_MS = 40;

class RichField {
  #reading = null;
  #observer;

  // `onChange` is called when anything in the element changes.
  constructor(element, onChange) {
    this.element = element;
    this.kind = "html";
    this.#observer = new MutationObserver(() => {
      this.#reading = null;
      onChange();
    });
    this.#observer.observe(element, { subtree: true, childList: true, characterData: true });
  }

  stop() {
    this.#observer.disconnect();
  }

  source() {
    return this.#read().source;
  }

  state() {
    return null; // the observer tells
  }

  words(start, end) {
    return plain(this.source().slice(start, end));
  }

  caret() {
    const selection = selectionIn(this.element);
    if (!selection?.focusNode || !this.element.contains(selection.focusNode)) return null;
    const point = document.createRange();
    point.setStart(selection.focusNode, selection.focusOffset);
    let found = 0;
    for (const { at, node, from, length } of this.#read().pieces) {
      if (node === selection.focusNode && selection.focusOffset >= from && selection.focusOffset <= from + length)
        found = at + selection.focusOffset - from;
      else if (point.comparePoint(node, from) < 0) found = Math.max(found, at + length);
    }
    return found;
  }

  measure() {
    return (start, end) => [...(this.#range(start, end)?.getClientRects() ?? [])];
  }

  seen() {
    return seenPart(this.element, this.#ownPart());
  }

  select(start, end) {
    const range = this.#range(start, end);
    if (!range) return;
    this.element.focus({ preventScroll: true });
    const selection = selectionIn(this.element);
    selection.setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
  }

  // Replace a span as if somebody typed; return whether the element took it.
  async replace(start, end, text) {
    const before = this.source();
    this.select(start, end);
    await selectionHeard(); // editors learn of it by an event
    if (this.source() !== before || !this.#isSelected(start, end)) return false; // somebody went on meanwhile
    const isLeftToUs = this.element.dispatchEvent(this.#announcement(start, end, plain(text)));
    if (isLeftToUs && readingOf(this.element).source === before) typeOver(plain(text));
    await pause(EDITOR_MS); // some put the text in themselves, afterwards
    this.#reading = null;
    return this.source() !== before;
  }

  #isSelected(start, end) {
    const selection = selectionIn(this.element), wanted = this.#range(start, end);
    if (!wanted || !selection?.rangeCount || !this.element.contains(this.element.getRootNode().activeElement)) return false;
    const chosen = selection.getRangeAt(0);
    return chosen.toString() === wanted.toString() && chosen.compareBoundaryPoints(Range.END_TO_END, wanted) === 0;
  }

  // Return the event that tells editors what will be typed; those that keep a text of their own then change that themselves.
  // Browsers tell it when somebody types, and not when a script does.
  #announcement(start, end, text) {
    return new InputEvent("beforeinput", {
      bubbles: true,
      cancelable: true,
      composed: true,
      inputType: text === "" ? "deleteContentBackward" : "insertText",
      data: text === "" ? null : text,
      targetRanges: [new StaticRange(this.#range(start, end))],
    });
  }

  #ownPart() {
    const { element } = this, rect = element.getBoundingClientRect();
    const isScrolled = element !== document.body && getComputedStyle(element).overflow !== "visible";
    return isScrolled ? rect : new DOMRect(0, 0, innerWidth, innerHeight);
  }

  #read() {
    this.#reading ??= readingOf(this.element);
    return this.#reading;
  }

  // Return the place of a span in the page, or null if it has none.
  #range(start, end) {
    const { pieces } = this.#read();
    const first = pieces.findLast((each) => each.at <= start && start < each.at + each.length) ??
      pieces.find((each) => each.at >= start);
    const last = pieces.findLast((each) => each.at < end);
    if (!first || !last || last.at < first.at) return null;
    const range = document.createRange();
    range.setStart(first.node, first.from + Math.max(0, start - first.at));
    range.setEnd(last.node, last.from + Math.min(last.length, end - last.at));
    return range;
  }
}

// Return an element as {source, pieces}: which letters of the source (`at`, `length`) are which of a text node (`from`).
// An escaped letter is a piece of its own, whose length is that of one letter, not of its escape.
function readingOf(element) {
  const parts = [], pieces = [];
  let size = 0;
  const put = (text) => {
    parts.push(text);
    size += text.length;
  };
  const putLetters = (node, from, to) => {
    if (from === to) return;
    pieces.push({ at: size, node, from, length: to - from });
    put(node.data.slice(from, to));
  };
  const readText = (node, keepsLines) => {
    let from = 0;
    for (const { 0: sign, index } of node.data.matchAll(TO_ESCAPE)) {
      if (sign === "\n" && !keepsLines) continue;
      putLetters(node, from, index);
      from = index + 1;
      if (sign === "\n") put(APART);
      else if (ESCAPES[sign]) {
        pieces.push({ at: size, node, from: index, length: 1 });
        put(ESCAPES[sign]);
      }
    }
    putLetters(node, from, node.data.length);
  };
  const readIn = (parent) => {
    const keepsLines = getComputedStyle(parent).whiteSpace.startsWith("pre") || getComputedStyle(parent).whiteSpace === "break-spaces";
    for (const child of parent.childNodes) {
      if (child instanceof Text) readText(child, keepsLines);
      else if (child instanceof HTMLBRElement) put(APART);
      else if (child instanceof Element) readElement(child);
    }
  };
  const readElement = (child) => {
    const { display } = getComputedStyle(child);
    if (display === "none") return;
    const isInline = /^(inline|contents|ruby)/.test(display);
    if (child.matches(NOT_READ) || child.isContentEditable === false) {
      put(isInline ? STAND_IN : APART);
      return;
    }
    const tag = KEPT_TAGS.has(child.tagName) ? child.tagName.toLowerCase() : "div";
    if (!isInline) put(`<${tag}>`);
    readIn(child);
    if (!isInline) put(`</${tag}>`);
  };
  readIn(element);
  return { source: parts.join(""), pieces };
}

// Return what a piece of our HTML says.
function plain(html) {
  const names = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
  return html.replace(/<[^>]*>/g, " ").replace(/&(amp|lt|gt);/g, (each) => names[each]);
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

// Wait until the page has heard of a new selection; if it was the same before, nothing is heard.
async function selectionHeard() {
  const heard = new Promise((resolve) => document.addEventListener("selectionchange", resolve, { once: true }));
  await Promise.race([heard, pause(SELECTION_MS)]);
  await pause(0);
}

function selectionIn(element) {
  const root = element.getRootNode();
  return root.getSelection?.() ?? document.getSelection();
}
