// A text area or a line of text. Where its letters are is told by a twin with the same letters, in the extension's own tree.

const TWIN_STYLES = [
  "direction", "fontFamily", "fontFeatureSettings", "fontKerning", "fontOpticalSizing", "fontSize", "fontSizeAdjust",
  "fontStretch", "fontStyle", "fontVariant", "fontVariationSettings", "fontWeight", "hyphens", "letterSpacing",
  "lineBreak", "lineHeight", "overflowWrap", "tabSize", "textAlign", "textIndent", "textRendering", "textTransform",
  "unicodeBidi", "wordBreak", "wordSpacing", "writingMode",
];

class PlainField {
  #twin = document.createElement("div");
  #letters = document.createTextNode("");

  // `twins` is the element of the layer that twins stand in.
  constructor(element, twins) {
    this.element = element;
    this.isLine = element instanceof HTMLInputElement;
    this.kind = this.isLine ? "text" : "markdown";
    this.#twin.append(this.#letters, "\u200b"); // so that an empty last line has its height
    twins.replaceChildren(this.#twin);
  }

  source() {
    return this.element.value;
  }

  // Return something that is another one when the text was changed, also where the page did it and told nobody.
  state() {
    return this.isLine ? this.element.value : this.element.textLength;
  }

  words(start, end) {
    return this.element.value.slice(start, end);
  }

  caret() {
    return this.element.selectionEnd;
  }

  // Return a function from a span to the rectangles of its letters in the window.
  measure() {
    const { element } = this, style = getComputedStyle(element), rect = element.getBoundingClientRect();
    const [scaleX, scaleY] = [rect.width / (element.offsetWidth || 1), rect.height / (element.offsetHeight || 1)];
    this.#dress(style);
    const twin = this.#twin.getBoundingClientRect();
    const inside = this.#inside(style);
    const left = inside.left + pixels(style.paddingLeft) - element.scrollLeft;
    const top = inside.top + this.#top(style, inside.height, twin.height) - element.scrollTop;
    return (start, end) => {
      const range = document.createRange();
      range.setStart(this.#letters, Math.min(start, this.#letters.length));
      range.setEnd(this.#letters, Math.min(end, this.#letters.length));
      return [...range.getClientRects()].map(
        (each) =>
          new DOMRect(
            rect.left + (left + each.left - twin.left) * scaleX,
            rect.top + (top + each.top - twin.top) * scaleY,
            each.width * scaleX,
            each.height * scaleY,
          ),
      );
    };
  }

  // Return the rectangle of the window outside of which none of the text is seen.
  seen() {
    const { element } = this, rect = element.getBoundingClientRect(), { left, top, width, height } = this.#inside(getComputedStyle(element));
    const [scaleX, scaleY] = [rect.width / (element.offsetWidth || 1), rect.height / (element.offsetHeight || 1)];
    return seenPart(element, new DOMRect(rect.left + left * scaleX, rect.top + top * scaleY, width * scaleX, height * scaleY));
  }

  select(start, end) {
    this.element.focus({ preventScroll: true });
    this.element.setSelectionRange(start, end);
  }

  // Replace a span as if somebody typed; return whether that was done.
  async replace(start, end, text) {
    const before = this.element.value;
    this.select(start, end);
    if (typeOver(text) && this.element.value !== before) return true;
    this.element.setRangeText(text, start, end, "end");
    this.element.dispatchEvent(
      new InputEvent("input", { bubbles: true, composed: true, inputType: "insertReplacementText", data: text }),
    );
    return true;
  }

  #dress(style) {
    const { element } = this, twin = this.#twin.style;
    for (const name of TWIN_STYLES) twin[name] = style[name];
    twin.whiteSpace = this.isLine ? "pre" : style.whiteSpace;
    const borders = pixels(style.borderLeftWidth) + pixels(style.borderRightWidth);
    const paddings = pixels(style.paddingLeft) + pixels(style.paddingRight);
    const whole = pixels(style.width) + (style.boxSizing === "border-box" ? 0 : borders + paddings);
    const bar = this.isLine ? 0 : Math.max(0, Math.round(element.offsetWidth - element.clientWidth - borders));
    twin.width = `${whole - borders - paddings - bar}px`;
    if (this.#letters.data !== element.value) this.#letters.data = element.value;
  }

  // Return the box inside the borders, from the corner of the field. For a single line browsers mean different boxes by
  // "client", so it is reckoned from the borders; for a text area that would leave out the bars it is scrolled by.
  #inside(style) {
    const { clientLeft, clientTop, clientWidth, clientHeight, offsetWidth, offsetHeight } = this.element;
    if (!this.isLine) return new DOMRect(clientLeft, clientTop, clientWidth, clientHeight);
    const [left, top] = [pixels(style.borderLeftWidth), pixels(style.borderTopWidth)];
    const [right, bottom] = [pixels(style.borderRightWidth), pixels(style.borderBottomWidth)];
    return new DOMRect(left, top, offsetWidth - left - right, offsetHeight - top - bottom);
  }

  // Return how far below the inner edge the text begins. A single line stands in the middle of its box.
  #top(style, room, height) {
    const above = pixels(style.paddingTop);
    return this.isLine ? above + (room - above - pixels(style.paddingBottom) - height) / 2 : above;
  }
}

// Type over what is selected, so that the page hears of it and its undo takes it back.
function typeOver(text) {
  return text === "" ? document.execCommand("delete") : document.execCommand("insertText", false, text);
}

// Return what of a rectangle is not cut off by the window or by elements around a field that scroll.
function seenPart(element, rect) {
  let left = Math.max(0, rect.left), top = Math.max(0, rect.top);
  let right = Math.min(innerWidth, rect.right), bottom = Math.min(innerHeight, rect.bottom);
  for (let at = element.parentElement ?? element.getRootNode().host; at; at = at.parentElement ?? at.getRootNode().host) {
    if (at === document.documentElement || at === document.body) continue;
    const { overflowX, overflowY } = getComputedStyle(at);
    if (overflowX === "visible" && overflowY === "visible") continue;
    const box = at.getBoundingClientRect();
    [left, top] = [Math.max(left, box.left), Math.max(top, box.top)];
    [right, bottom] = [Math.min(right, box.right), Math.min(bottom, box.bottom)];
  }
  return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
}

function pixels(length) {
  return parseFloat(length) || 0;
}
