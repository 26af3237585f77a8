// Between pages and the server. Scripts in pages reach the network only through here, and from here only one server is asked.

import { choices, choose, switchSite } from "./choices.js";
import { check, learn, models } from "./server.js";

// What scripts in pages may ask; `sender` says which page.
const FOR_PAGES = {
  state: (_, sender) => state(sender),
  async check({ text, kind }, sender) {
    const { isOn, language } = await state(sender);
    if (!isOn) return { isOff: true };
    const answer = await check(text, kind, language);
    await chrome.action.setBadgeText({ text: answer.isDown ? "!" : "" });
    return answer;
  },
  learn: ({ word }) => learn(word),
};

// What only the popup may ask.
const FOR_POPUP = {
  choices: () => choices(),
  models: () => models(),
  async switch({ host, isOn, isPrivate }) {
    await switchSite(host, isOn, isPrivate);
    return {};
  },
  async choose({ wanted }) {
    await choose(wanted);
    return {};
  },
};

chrome.action.setBadgeBackgroundColor({ color: "#b3261e" });

chrome.runtime.onMessage.addListener((message, sender, answer) => {
  if (sender.id !== chrome.runtime.id) return false;
  const isPopup = sender.url?.startsWith(chrome.runtime.getURL("popup/"));
  const order = (isPopup ? FOR_POPUP : FOR_PAGES)[message.ask];
  if (!order) return false;
  order(message, sender).then(answer, (error) => answer({ trouble: String(error) }));
  return true;
});

async function state(sender) {
  const { off, insists, language } = await choices();
  const hosts = [hostOf(sender.url), await hostAbove(sender)];
  return { isOn: !hosts.some((host) => off.includes(host)), insists, language };
}

// A frame is switched off with the page it stands in. That page is asked, since addresses of tabs are not ours to read.
async function hostAbove(sender) {
  if (!sender.tab || sender.frameId === 0) return hostOf(sender.url);
  try {
    return (await chrome.tabs.sendMessage(sender.tab.id, { ask: "site" }, { frameId: 0 })).host;
  } catch {
    return ""; // the page above is none that we run in
  }
}

function hostOf(url) {
  try {
    return new URL(url).host;
  } catch {
    return "";
  }
}
