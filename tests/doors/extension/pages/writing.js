// What a page can see: input events, and changes of its own tree.
const seen = (globalThis.seen = { inputs: [], nodes: 0 });
for (const field of document.querySelectorAll("textarea, input, .rich"))
  field.addEventListener("input", (event) => seen.inputs.push({ id: field.id, type: event.inputType, isTrusted: event.isTrusted }));
new MutationObserver((records) => (seen.nodes += records.length)).observe(document.body, { subtree: true, childList: true, attributes: true });
document.getElementById("show").addEventListener("click", () => document.getElementById("shown").setAttribute("type", "text"));

// An editor as there are many: it keeps a text of its own, changes that by itself, and shows it.
const model = document.getElementById("model");
globalThis.kept = "";
model.addEventListener("beforeinput", (event) => {
  event.preventDefault();
  const [range] = event.getTargetRanges();
  const [start, end] = [range.startOffset, range.endOffset].map((at) => (range.startContainer === model ? kept.length : at));
  globalThis.kept = kept.slice(0, start) + (event.data ?? "") + kept.slice(end);
  model.textContent = kept;
  getSelection().collapse(model.firstChild ?? model, start + (event.data ?? "").length);
});
