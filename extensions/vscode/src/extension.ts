/** Starts `commonhold lsp` and leaves everything else to it: findings, fixes, dictionaries and settings are the server's. */

import { homedir } from "node:os";
import * as vscode from "vscode";
import { LanguageClient, RevealOutputChannelOn, type LanguageClientOptions } from "vscode-languageclient/node";
import { serverCommand } from "./command";

const SERVER = "commonholdServer";
const SETTINGS = "Open Settings";

let client: LanguageClient | undefined;
let changing: Promise<void> = Promise.resolve();

export function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("Commonhold", { log: true });
  const languages = (context.extension.packageJSON.activationEvents as string[]).map((event) => event.replace("onLanguage:", ""));
  const again = () => restart(log, languages);
  context.subscriptions.push(
    log,
    vscode.commands.registerCommand("commonhold.restart", again),
    vscode.commands.registerCommand("commonhold.showLog", () => log.show()),
    vscode.workspace.onDidChangeConfiguration((event) => (event.affectsConfiguration(`${SERVER}.path`) ? again() : undefined)),
    vscode.workspace.onDidGrantWorkspaceTrust(again),
  );
  return again();
}

export async function deactivate(): Promise<void> {
  await changing;
  await stop();
}

/** End the server that runs and start one; one call after the other. */
function restart(log: vscode.LogOutputChannel, languages: string[]): Promise<void> {
  changing = changing.then(async () => {
    await stop();
    await start(log, languages);
  });
  return changing;
}

async function start(log: vscode.LogOutputChannel, languages: string[]): Promise<void> {
  const program = vscode.workspace.getConfiguration(SERVER).get<string>("path", "");
  const options: LanguageClientOptions = {
    documentSelector: languages.flatMap((language) => ["file", "untitled"].map((scheme) => ({ language, scheme }))),
    initializationOptions: vscode.workspace.getConfiguration("commonhold"),
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationFailedHandler: () => false,
  };
  const run = serverCommand(program, homedir());
  client = new LanguageClient(SERVER, "Commonhold", run, options);
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    log.error(String(error));
    void tell(run.command);
  }
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  await running?.dispose().catch(() => undefined); // it has ended by itself
}

/** Say what is lacking and how to get it. */
async function tell(program: string): Promise<void> {
  const sentence = `Commonhold could not be started as “${program} lsp”. Install it with its part for editors, commonhold[lsp], or say in the settings where it is.`;
  const chosen = await vscode.window.showErrorMessage(sentence, SETTINGS);
  if (chosen === SETTINGS) await vscode.commands.executeCommand("workbench.action.openSettings", `${SERVER}.path`);
}
