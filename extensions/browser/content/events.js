// What happens on the page, and what of it concerns the field that is written in.

// Tell whether an event is from a person and about the field; pages can make up events, but not these.
function isAboutField(event) {
  return field !== null && event.isTrusted && event.composedPath().some((each) => each === field.element);
}

addEventListener("focusin", (event) => {
  const element = fieldAround(event.composedPath()[0]);
  if (element && event.target !== layer.host) takeUp(element);
}, true);

addEventListener("input", (event) => {
  const element = fieldAround(event.composedPath()[0]);
  if (!element) return;
  if (field?.element !== element) return takeUp(element);
  typedAt = /^(insertText|insertCompositionText|deleteContent)/.test(event.inputType) ? (field.caret() ?? -1) : -1;
  onChange();
}, true);

addEventListener("compositionstart", () => (isComposing = true), true);
addEventListener("compositionend", () => {
  isComposing = false;
  onChange();
}, true);

document.addEventListener("selectionchange", () => {
  if (field && typedAt >= 0 && field.caret() !== typedAt) {
    typedAt = -1;
    carry();
  }
});

addEventListener("keydown", (event) => {
  if (!isAboutField(event) || event.isComposing) return;
  const isPlainKey = !event.ctrlKey && !event.altKey && !event.metaKey;
  if (event.key === "F8" && isPlainKey && shown.length > 0) step(!event.shiftKey);
  else if (card.entry === null || !isPlainKey || event.shiftKey || !card.press(event.key)) {
    if (card.entry && !["Shift", "Control", "Alt", "Meta"].includes(event.key)) closeCard();
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

// What happens on the card is nobody else's: the page does not hear of it, and the field keeps the focus.
for (const name of ["pointerdown", "mousedown", "pointerup", "mouseup", "click", "dblclick", "auxclick", "touchstart", "touchend"])
  addEventListener(name, (event) => {
    if (event.target !== layer.host) {
      if (name === "click") onClick(event);
      return;
    }
    event.stopImmediatePropagation();
    if (!name.startsWith("touch")) event.preventDefault();
    if (name === "click" && event.isTrusted) card.click(event.clientX, event.clientY);
  }, { capture: true, passive: false });

function onClick(event) {
  const entry = isAboutField(event) ? underlines.at(event.clientX, event.clientY) : undefined;
  if (entry) openCard(entry, false);
  else closeCard();
}

chrome.runtime.onMessage.addListener((message, sender, answer) => {
  if (sender.id !== chrome.runtime.id) return;
  if (message.ask === "site") answer({ host: location.host });
  if (message.ask !== "changed") return;
  drop();
  const focused = fieldAround(deepest(document.activeElement));
  if (focused) takeUp(focused);
});

function deepest(element) {
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}
