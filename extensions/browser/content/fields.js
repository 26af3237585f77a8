// Which places of a page hold prose that somebody writes.

const LEAST_WIDTH = 40; // pixels; smaller ones are hidden by editors to catch keys
const LEAST_HEIGHT = 12;
const LEAST_WORDS = 3; // of a single line: with fewer it is a name or a number rather than a sentence
const LEAST_ROOM = 20; // characters of a single line
const NO_PROSE_ROLES = new Set(["combobox", "searchbox", "spinbutton"]);

// Return the field that an element is or stands in: a text area, a line of text, or the outermost editable element.
function fieldAround(element) {
  if (element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement) return element;
  if (!(element instanceof HTMLElement) || !element.isContentEditable) return null;
  let host = element;
  while (host.parentElement?.isContentEditable) host = host.parentElement;
  return host;
}

// Tell whether a field is one for prose. `insists` is whether to read those in which the page has switched spell checking off.
function isForProse(field, insists) {
  if (isSecret(field) || field.disabled || field.readOnly) return false;
  if (field.closest('[aria-hidden="true"]') || NO_PROSE_ROLES.has(field.getAttribute("role"))) return false;
  if (!insists && field.closest("[spellcheck]")?.getAttribute("spellcheck").toLowerCase() === "false") return false;
  if (!/^(on|off)?$/i.test(field.getAttribute("autocomplete")?.trim() ?? "")) return false; // names, numbers, codes
  if (field instanceof HTMLInputElement && !isLineForProse(field)) return false;
  const { width, height } = field.getBoundingClientRect();
  return width >= LEAST_WIDTH && height >= LEAST_HEIGHT;
}

function isLineForProse(input) {
  if (input.type !== "text" || input.hasAttribute("pattern") || input.hasAttribute("list")) return false;
  if (!/^(text)?$/i.test(input.getAttribute("inputmode") ?? "")) return false;
  return input.maxLength < 0 || input.maxLength >= LEAST_ROOM;
}

// Tell whether there is enough in a field to be checked.
function isWorthChecking(field, source) {
  const least = field instanceof HTMLInputElement ? LEAST_WORDS : 1;
  return (source.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) >= least;
}
