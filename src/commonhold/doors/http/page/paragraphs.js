// A text in paragraphs: cut where no sentence and no block of markup goes on.

const MOST_TOGETHER = 100_000; // UTF-16 units; the server takes twice as many
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

// Return the paragraphs of a text as {start, text, tail}; `tail` are the empty lines after it. Together they are the text.
export function paragraphs(text, kind) {
  const found = [];
  let start = 0, end = 0, at = 0, fence = "";
  const close = (next) => {
    found.push({ start, text: text.slice(start, end), tail: text.slice(end, next) });
    start = next;
  };
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    const isEmpty = line.trim() === "";
    const goesOn = kind === "markdown" && (fence !== "" || /^\s/.test(line));
    if (!isEmpty && !goesOn && end > start && at > end) close(at);
    if (kind === "markdown") {
      const mark = FENCE.exec(line)?.[1] ?? "";
      if (fence === "") fence = mark;
      else if (mark.startsWith(fence)) fence = "";
    }
    at += line.length;
    if (!isEmpty) end = at;
  }
  close(text.length);
  return found;
}

// Return consecutive paragraphs of a text in as few parts as may be sent, as {start, text}. A usual text is one part:
// what stands in one place of it tells something of the others.
export function together(paragraphs, text) {
  const parts = [];
  for (const each of paragraphs) {
    const part = parts.at(-1), end = each.start + each.text.length + each.tail.length;
    if (part && end - part.start <= MOST_TOGETHER) part.end = end;
    else parts.push({ start: each.start, end });
  }
  return parts.map(({ start, end }) => ({ start, text: text.slice(start, end) }));
}

// Return the findings of a text that an edit left alone, moved to where their words are now.
export function carried(before, findings, after) {
  const most = Math.min(before.length, after.length);
  let head = 0, tail = 0;
  while (head < most && before[head] === after[head]) head++;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const grown = after.length - before.length;
  return findings.flatMap((each) => {
    if (each.end < head) return [each];
    if (each.start > before.length - tail) return [{ ...each, start: each.start + grown, end: each.end + grown }];
    return [];
  });
}
