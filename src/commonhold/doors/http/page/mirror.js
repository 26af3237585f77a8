// The text once more behind the textarea, invisible but for the underlines. Only paragraphs that changed are drawn.

export class Mirror {
  #drawn = []; // {text, findings, node} for each paragraph

  constructor(element) {
    this.element = element;
    this.end = document.createTextNode("\u200b"); // so that an empty last line has its height
    element.append(this.end);
  }

  // Draw paragraphs as {text, tail, findings}, findings with offsets in their paragraph.
  draw(paragraphs) {
    const isSame = (one, other) => one.whole === other.text + other.tail && one.findings === signature(other.findings);
    let head = 0, tail = 0;
    const old = this.#drawn, most = Math.min(old.length, paragraphs.length);
    while (head < most && isSame(old[head], paragraphs[head])) head++;
    while (tail < most - head && isSame(old.at(-1 - tail), paragraphs.at(-1 - tail))) tail++;
    for (const each of old.slice(head, old.length - tail)) each.node.remove();
    const fresh = paragraphs.slice(head, paragraphs.length - tail).map((each) => drawn(each));
    const after = tail ? old.at(-tail).node : this.end;
    after.before(...fresh.map((each) => each.node));
    this.#drawn = [...old.slice(0, head), ...fresh, ...old.slice(old.length - tail)];
  }

  // Return the marks in the order of the text.
  marks() {
    return [...this.element.querySelectorAll("mark")];
  }
}

function drawn({ text, tail, findings }) {
  const node = document.createElement("span");
  let at = 0;
  for (const finding of findings) {
    const [start, end] = shown(finding, text);
    const mark = document.createElement("mark");
    mark.textContent = text.slice(Math.max(start, at), end);
    mark.classList.toggle("spelling", finding.kind === "spelling");
    mark.classList.toggle("gap", finding.start === finding.end);
    node.append(text.slice(at, Math.max(start, at)), mark);
    at = end;
  }
  node.append(text.slice(at) + tail);
  return { whole: text + tail, findings: signature(findings), node };
}

// Return the span to underline: that of the finding, or the word beside a gap.
export function shown(finding, text) {
  if (finding.start < finding.end) return [finding.start, finding.end];
  const after = /^\s*[\p{L}\p{N}’'-]+/u.exec(text.slice(finding.start));
  if (after) return [finding.start + after[0].search(/\S/), finding.start + after[0].length];
  const before = /[\p{L}\p{N}’'-]+\s*$/u.exec(text.slice(0, finding.start));
  return before ? [before.index, finding.start] : [finding.start, finding.start];
}

function signature(findings) {
  return findings.map((each) => `${each.start}-${each.end}-${each.kind}`).join();
}
