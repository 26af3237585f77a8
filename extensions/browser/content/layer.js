// The extension's own tree over the page: closed, so that the page cannot read it, and never inside what is written.

const LAYER = "commonhold-layer";

const LAYER_STYLE = `
  :host {
    all: initial !important;
    position: absolute !important;
    z-index: 2147483647 !important;
    top: 0 !important;
    left: 0 !important;
    width: 0 !important;
    height: 0 !important;
    pointer-events: none !important;
    color-scheme: light dark;
    --sheet: #fffefb;
    --ink: #22262a;
    --faint: #62686e;
    --line: #d9d5ca;
    --accent: #0d6b66;
    --accent-ink: #fff;
    --spelling: #c4281c;
    --grammar: #1c5fc0;
    --raised: 0 2px 6px rgb(0 0 0 / 14%), 0 12px 36px rgb(0 0 0 / 18%);
  }
  @media (prefers-color-scheme: dark) {
    :host {
      --sheet: #1d2024;
      --ink: #e7e4dc;
      --faint: #a0a5ab;
      --line: #4a5058;
      --accent: #74cbc2;
      --accent-ink: #0b2523;
      --spelling: #ff8a7d;
      --grammar: #8fb8ff;
      --raised: 0 2px 6px rgb(0 0 0 / 50%), 0 12px 36px rgb(0 0 0 / 60%);
    }
  }
  @media print { :host { display: none !important; } }
  .twins { position: fixed; top: 0; left: 0; width: 0; height: 0; overflow: hidden; visibility: hidden; }
  .twins div { position: absolute; top: 0; left: 0; box-sizing: content-box; }
  .drawing { position: absolute; top: 0; left: 0; width: 1px; height: 1px; overflow: visible; }
  /* These two are seen on white and on black. */
  path { fill: none; stroke: #3f84f0; stroke-width: 1.5; }
  path.spelling { stroke: #e5483d; }
  path.gap { stroke-width: 2; stroke-dasharray: 4 2.5; }
  path.open { stroke-width: 2.6; }
  .unseen { position: fixed; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .card {
    position: fixed;
    box-sizing: border-box;
    width: min(23rem, calc(100vw - 16px));
    max-height: calc(100vh - 16px);
    overflow: auto;
    padding: 14px 16px;
    border: 1px solid var(--line);
    border-radius: 12px;
    background: var(--sheet);
    box-shadow: var(--raised);
    color: var(--ink);
    font: 15px/1.45 system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif;
    text-align: start;
    pointer-events: auto;
  }
  .card[hidden] { display: none; }
  .card p { margin: 0; }
  .kind { display: flex; align-items: center; gap: 6px; color: var(--faint); font-size: 12.5px; }
  .kind::before { width: 9px; height: 9px; border-radius: 50%; background: var(--grammar); content: ""; }
  .kind.spelling::before { background: var(--spelling); }
  .card .message { margin: 3px 0 11px; }
  .choices, .others { display: flex; flex-wrap: wrap; gap: 7px; }
  .others { margin-top: 12px; padding-top: 11px; border-top: 1px solid var(--line); }
  .others p { flex-basis: 100%; order: 1; }
  .evidence { margin-top: 11px; color: var(--faint); font-size: 13px; }
  .trouble { color: var(--spelling); }
  .trouble:empty { display: none; }
  .keys { color: var(--faint); font-size: 12px; }
  button {
    padding: 5px 11px;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--sheet);
    color: var(--ink);
    font: inherit;
    font-size: 14px;
    cursor: pointer;
  }
  .choices button { border-color: var(--accent); font-size: 15px; }
  button:hover { border-color: var(--accent); }
  .choices button:first-child { background: var(--accent); color: var(--accent-ink); }
  button.ready { outline: 2px solid var(--accent); outline-offset: 2px; }
  @media (forced-colors: active) {
    path, path.spelling { stroke: Highlight; }
    button.ready { outline-color: Highlight; }
  }
`;

class Layer {
  constructor() {
    this.host = document.createElement(LAYER);
    this.root = this.host.attachShadow({ mode: "closed" });
    const style = document.createElement("style");
    style.textContent = LAYER_STYLE;
    this.twins = part("div", "twins");
    this.twins.setAttribute("aria-hidden", "true");
    this.drawing = document.createElementNS(NAMESPACE, "svg");
    this.drawing.setAttribute("class", "drawing");
    this.drawing.setAttribute("aria-hidden", "true");
    this.status = part("div", "unseen");
    this.status.setAttribute("role", "status");
    this.root.append(style, this.twins, this.drawing, this.status);
  }

  // Stand over a field: in the dialog or full screen that it is in, since those are above all else, or in the page.
  standOver(field) {
    const place = field.closest("dialog:modal, :popover-open, :fullscreen") ?? document.documentElement;
    const isTaken = place.contains(field) && !field.contains(place) && place !== field;
    const parent = isTaken ? place : document.documentElement;
    if (this.host.parentNode !== parent) parent.append(this.host);
  }

  leave() {
    this.host.remove();
    this.twins.replaceChildren();
  }

  // Return where in the window the layer begins; pages that scroll move it.
  origin() {
    return this.drawing.getBoundingClientRect();
  }

  // Say something to screen readers.
  say(sentence) {
    this.status.textContent = sentence;
  }
}

function part(tag, name, text = "") {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
}
