// The popup: whether the server answers, whether this site is checked, and in which language.

const byId = (id) => document.getElementById(id);
const ask = (message) => chrome.runtime.sendMessage(message);

const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
const page = await hostOf(tab);

await Promise.all([showSite(), showServer()]);

// Return the host of the page in a tab, as the page itself says; "" where the extension does not run.
async function hostOf(tab) {
  try {
    return (await chrome.tabs.sendMessage(tab.id, { ask: "site" }, { frameId: 0 })).host;
  } catch {
    return "";
  }
}

async function showSite() {
  const { off, insists } = await ask({ ask: "choices" });
  byId("insists").checked = insists;
  byId("insists").addEventListener("change", () => choose({ insists: byId("insists").checked }));
  byId("switch").hidden = page === "";
  byId("elsewhere").hidden = page !== "";
  byId("site").textContent = page;
  byId("on").checked = !off.includes(page);
  byId("on").disabled = page === "";
  byId("on").addEventListener("change", async () => {
    await ask({ ask: "switch", host: page, isOn: byId("on").checked, isPrivate: tab.incognito });
    await tellPage();
  });
}

async function showServer() {
  const [{ language }, answer] = await Promise.all([ask({ ask: "choices" }), ask({ ask: "models" })]);
  byId("server").classList.toggle("bad", Boolean(answer.trouble));
  byId("server").replaceChildren(...withCode(answer.trouble ?? running(answer)));
  for (const model of answer.models ?? [])
    for (const code of [model.language, ...model.dialects]) byId("language").append(new Option(named(model, code), code));
  if (![...byId("language").options].some((each) => each.value === language)) byId("language").append(new Option(language, language));
  byId("language").value = language;
  byId("language").addEventListener("change", () => choose({ language: byId("language").value }));
}

function running({ version, models }) {
  return `Commonhold ${version} is running on this computer, for ${models.map((model) => model.name).join(", ") || "no language yet"}.`;
}

function named({ name, language }, code) {
  return code === language ? name : `${name} (${code.slice(language.length + 1)})`;
}

async function choose(wanted) {
  await ask({ ask: "choose", wanted });
  await tellPage();
}

// Have the page look at its fields again.
async function tellPage() {
  if (page !== "") await chrome.tabs.sendMessage(tab.id, { ask: "changed" }).catch(() => {});
}

// Return a sentence as nodes, with what stands between backticks as code.
function withCode(sentence) {
  return sentence.split("`").map((text, at) => {
    if (at % 2 === 0) return text;
    return Object.assign(document.createElement("code"), { textContent: text });
  });
}
