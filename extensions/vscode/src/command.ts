/** How the server is started. Of VS Code this knows nothing, so that a test can start the same. */

export interface ServerCommand {
  command: string;
  args: string[];
}

/** The command for the program that the settings name; "~" at its beginning is the writer's home. */
export function serverCommand(program: string, home: string): ServerCommand {
  const path = program.trim() || "commonhold";
  return { command: path.replace(/^~(?=[/\\])/, () => home), args: ["lsp", "--stdio"] };
}
