// What is sent in one piece, where findings are after an edit, and which letters of a finding are underlined.

const MOST_TOGETHER = 50_000; // UTF-16 units; the server takes four times as many

// Return a text as {start, text}, in one piece if possible: what stands in one place of it tells something of the others.
// A longer one is cut where paragraphs end.
function together(source) {
  const parts = [];
  let start = 0;
  while (source.length - start > MOST_TOGETHER) {
    const most = source.slice(start, start + MOST_TOGETHER);
    const cut = Math.max(endOfLast(most, "\n\n"), endOfLast(most, "</div>"), endOfLast(most, "</p>")) || endOfLast(most, "\n");
    const end = start + (cut || endOfLast(most, " ") || MOST_TOGETHER);
    parts.push({ start, text: source.slice(start, end) });
    start = end;
  }
  parts.push({ start, text: source.slice(start) });
  return parts;
}

function endOfLast(text, mark) {
  const at = text.lastIndexOf(mark);
  return at < 0 ? 0 : at + mark.length;
}

// Return the findings that an edit left alone, moved to where their words are now.
function carried(before, findings, after) {
  const most = Math.min(before.length, after.length);
  let head = 0, tail = 0;
  while (head < most && before[head] === after[head]) head++;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const grown = after.length - before.length;
  return findings.flatMap((each) => {
    if (each.end < head || (each.end === head && grown === 0)) return [each];
    if (each.start > before.length - tail) return [{ ...each, start: each.start + grown, end: each.end + grown }];
    return [];
  });
}

// Return the span to underline: that of the finding, or the word beside the gap where something is missing.
function shownSpan({ start, end }, source) {
  if (start < end) return [start, end];
  const after = /^\s*[\p{L}\p{N}’'-]+/u.exec(source.slice(start, start + 100));
  if (after) return [start + after[0].search(/\S/), start + after[0].length];
  const from = Math.max(0, start - 100);
  const before = /[\p{L}\p{N}’'-]+\s*$/u.exec(source.slice(from, start));
  return before ? [from + before.index, from + before.index + before[0].trimEnd().length] : [start, start];
}
