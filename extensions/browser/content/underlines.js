// Underlines as lines of a drawing that lies over the page and takes no clicks.

const NAMESPACE = "http://www.w3.org/2000/svg";
const WAVE = 4; // pixels for one up and down

class Underlines {
  #spots = []; // {entry, rects} for each finding that is seen

  constructor(drawing) {
    this.drawing = drawing;
  }

  // Draw what is seen of entries {finding, shown}; `origin` is where in the window the drawing begins.
  draw(entries, field, origin) {
    const measured = field.measure(), seen = field.seen();
    this.#spots = entries.flatMap((entry) => {
      const rects = measured(...entry.shown).flatMap((rect) => cut(rect, seen)).filter((rect) => isUncovered(rect, field.element));
      return rects.length ? [{ entry, rects }] : [];
    });
    this.drawing.replaceChildren(...this.#spots.flatMap((spot) => lines(spot, origin)));
  }

  clear() {
    this.#spots = [];
    this.drawing.replaceChildren();
  }

  // Return the entry at a place of the window, if one is drawn there.
  at(x, y) {
    const isIn = (rect) => x >= rect.left && x <= rect.right && y >= rect.top && y <= rect.bottom + 3;
    return this.#spots.find((spot) => spot.rects.some(isIn))?.entry;
  }

  // Return the rectangle of an entry's first line, or null where it is not seen.
  rectOf(entry) {
    return this.#spots.find((spot) => spot.entry.at === entry.at)?.rects[0] ?? null;
  }
}

function lines({ entry, rects }, origin) {
  return rects.map((rect) => {
    const line = document.createElementNS(NAMESPACE, "path");
    const left = rect.left - origin.x, y = rect.bottom - origin.y - 1, isGap = entry.finding.start === entry.finding.end;
    const waves = Math.max(1, Math.round(rect.width / WAVE)), step = rect.width / waves / 2;
    line.setAttribute("d", isGap ? `M${left} ${y}h${rect.width}` : `M${left} ${y}${`q${step / 2} -2.4 ${step} 0t${step} 0`.repeat(waves)}`);
    line.setAttribute("class", isGap ? "gap" : entry.finding.kind === "spelling" ? "spelling" : "other");
    if (entry.isOpen) line.classList.add("open");
    return line;
  });
}

// Return what of a rectangle is in the part that is seen, in a list that may be empty.
function cut(rect, seen) {
  const left = Math.max(rect.left, seen.left), right = Math.min(rect.right, seen.right);
  const isIn = right - left > 1 && rect.bottom - 2 > seen.top && rect.bottom - 2 <= seen.bottom;
  return isIn ? [new DOMRect(left, rect.top, right - left, rect.height)] : [];
}

// Tell whether a place of a field has nothing else of the page over it, such as a menu.
function isUncovered(rect, field) {
  const top = field.getRootNode().elementFromPoint(rect.left + rect.width / 2, rect.top + rect.height / 2);
  return !top || top === field || top.localName === LAYER || field.contains(top) || top.contains(field);
}
