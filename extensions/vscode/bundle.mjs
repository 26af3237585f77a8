// Bundles the extension, and writes down the licences of everything of others that is in the bundle.

import { copyFileSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const OPTIONS = { bundle: true, platform: "node", target: "node20", format: "cjs", external: ["vscode"], minify: true, metafile: true };

const { metafile } = await build({ ...OPTIONS, entryPoints: ["src/extension.ts", "src/command.ts"], outdir: "dist" });
const folders = new Set(
  Object.keys(metafile.inputs).flatMap((path) => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? []),
);
const notices = [...folders].sort().map(notice);
writeFileSync("dist/NOTICE.txt", `This extension holds parts of others, under these licences.\n\n${notices.join("\n\n")}\n`);
copyFileSync("../../LICENSE", "LICENSE");

function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf-8"));
  const file = readdirSync(folder).find((each) => /^(licen[cs]e|copying)/i.test(each));
  if (!file) throw new Error(`${name} does not say its licence in a file of its own.`);
  return `== ${name} ${version} (${license}) ==\n\n${readFileSync(join(folder, file), "utf-8").trim()}`;
}
