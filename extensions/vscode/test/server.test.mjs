// Starts the very command that the extension would start, and speaks with it in the same protocol library.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { test } from "node:test";

const require = createRequire(import.meta.url);
const { serverCommand } = require("../dist/command.js");
const { createProtocolConnection, StreamMessageReader, StreamMessageWriter } = require("vscode-languageserver-protocol/node");

const run = serverCommand(process.env.COMMONHOLD ?? "", homedir());
const lacking = spawnSync(run.command, ["lsp", "--help"], { stdio: "ignore" }).status === 0 ? false : `${run.command} has no command lsp`;

test("a home folder is found, and a name without a path is left alone", () => {
  assert.deepEqual(serverCommand("~/bin/commonhold", "/home/ada"), { command: "/home/ada/bin/commonhold", args: ["lsp", "--stdio"] });
  assert.equal(serverCommand(" ", "/home/ada").command, "commonhold");
});

test("the command serves: a slip is found, and a fix is offered", { skip: lacking, timeout: 60_000 }, async () => {
  const server = spawn(run.command, run.args, { stdio: ["pipe", "pipe", "inherit"] });
  const talk = createProtocolConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  talk.onRequest("workspace/configuration", ({ items }) => items.map(() => ({ enabled: true, language: null, kindsOff: [], wordLists: [], severity: "hint", delay: 0 })));
  talk.onRequest("client/registerCapability", () => null);
  talk.onRequest("window/workDoneProgress/create", () => null);
  const uri = "untitled:Untitled-1";
  const published = new Promise((found) =>
    talk.onNotification("textDocument/publishDiagnostics", (said) => said.uri === uri && said.diagnostics.length && found(said.diagnostics)),
  );
  const shown = [];
  talk.onNotification("window/showMessage", ({ message }) => shown.push(message));
  talk.listen();
  const { capabilities } = await talk.sendRequest("initialize", {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
      textDocument: { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix"] } } }, publishDiagnostics: {} },
    },
    initializationOptions: { enabled: true, language: null, sensitivity: null, kindsOff: [], wordLists: [], severity: "hint", delay: 0 },
  });
  await talk.sendNotification("initialized", {});
  assert.ok(capabilities.codeActionProvider);
  await talk.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId: "markdown", version: 1, text: "This is teh end.\n" } });
  const [slip] = capabilities.diagnosticProvider
    ? (await talk.sendRequest("textDocument/diagnostic", { textDocument: { uri } })).items
    : await published;
  assert.deepEqual(slip.range, { start: { line: 0, character: 8 }, end: { line: 0, character: 11 } });
  assert.equal(slip.severity, 4, "the settings have reached it");
  const actions = await talk.sendRequest("textDocument/codeAction", { textDocument: { uri }, range: slip.range, context: { diagnostics: [slip] } });
  assert.ok(actions.some((action) => JSON.stringify(action).includes('"newText":"the"')), JSON.stringify(actions));
  await talk.sendRequest("shutdown");
  const left = once(server, "exit");
  await talk.sendNotification("exit");
  assert.deepEqual(await left, [0, null]);
  talk.dispose();
  assert.deepEqual(shown, []);
});
