// Which fields may hold a secret. Their text is never read, not even to see how long it is.

// Words and runs of words in the name or id of a field, as forms of the web have them whatever the language of the page.
const SECRET_WORDS = new Set(
  "2fa csc cvc cvn cvv iban mfa otp passcode passphrase passwd password pin pwd secret ssn token totp".split(" "),
);
const SECRET_RUNS = /apikey|cardn(o|r|um)|ccn(o|r|um)|onetime|passw|privatekey|securitycode|seedphrase|verificationcode/;

// Fields that were password fields at some time: "show password" makes them look like any other.
const wereSecret = new WeakSet();

new MutationObserver((records) => {
  for (const { oldValue, target } of records) if (isPassword(oldValue)) wereSecret.add(target);
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["type"], attributeOldValue: true });

// Tell whether a field holds, or may hold, what nobody else should see.
function isSecret(element) {
  if (isPassword(element.getAttribute("type"))) wereSecret.add(element); // the observer does not see into shadow trees
  if (wereSecret.has(element)) return true;
  const hints = [element.getAttribute("name"), element.id].filter((hint) => hint);
  if (hints.some((hint) => wordsOf(hint).some((word) => SECRET_WORDS.has(word)) || SECRET_RUNS.test(run(hint)))) return true;
  const { webkitTextSecurity } = getComputedStyle(element);
  return Boolean(webkitTextSecurity) && webkitTextSecurity !== "none";
}

function isPassword(type) {
  return type?.trim().toLowerCase() === "password";
}

// Return the words of an identifier: "userPIN-code" is user, pin and code.
function wordsOf(identifier) {
  const parted = identifier.replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2").replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2");
  return parted.toLowerCase().split(/[^\p{L}\p{N}]+/u);
}

function run(identifier) {
  return identifier.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}
