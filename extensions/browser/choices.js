// What the writer has chosen: sites that are switched off, the language, and what to do where a page says spellcheck="false".
// What is switched off in a private window is remembered until the browser closes, and is never written to the disk.

const FIRST = { off: [], language: "auto", insists: false };

// Return {off, language, insists}: hosts, a code or "auto", and whether fields without spell checking are read as well.
export async function choices() {
  const [kept, passing] = await Promise.all([chrome.storage.local.get(FIRST), chrome.storage.session.get({ off: [] })]);
  return { ...kept, off: [...kept.off, ...passing.off] };
}

// Switch a site off or on, given its host.
export async function switchSite(host, isOn, isPrivate) {
  const area = isPrivate ? chrome.storage.session : chrome.storage.local;
  const { off } = await area.get({ off: [] });
  const others = off.filter((each) => each !== host);
  await area.set({ off: isOn ? others : [...others, host].sort() });
}

// Choose the language, or whether to insist on fields without spell checking.
export async function choose(wanted) {
  const known = Object.entries(wanted).filter(([name, value]) => name !== "off" && typeof value === typeof FIRST[name]);
  await chrome.storage.local.set(Object.fromEntries(known));
}
