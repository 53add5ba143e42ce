import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Leak } from './leaks';

/** Notes a finding that is no secret at the top of the work tree, where `keymaster scan` looks for that. */
export async function leaveOut(uri: vscode.Uri, leak: Leak): Promise<void> {
  const file = vscode.Uri.joinPath(await top(uri), '.keymasterignore');
  const before = Buffer.from(await contents(file)).toString();
  const line = `finding:${leak.finding.id} ${leak.finding.rule}, ${path.posix.basename(uri.path)}\n`;
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  await vscode.workspace.fs.writeFile(file, Buffer.from(before + gap + line));
}

/** Returns what a file holds; nothing if there is none. */
export async function contents(uri: vscode.Uri): Promise<Uint8Array> {
  return Promise.resolve(vscode.workspace.fs.readFile(uri)).catch(() => new Uint8Array());
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return Promise.resolve(vscode.workspace.fs.stat(uri)).then(
    () => true,
    () => false,
  );
}

/** Returns the top of the work tree that a file is in, else its folder. */
async function top(uri: vscode.Uri): Promise<vscode.Uri> {
  const own = vscode.Uri.joinPath(uri, '..');
  for (let at = own; ; at = vscode.Uri.joinPath(at, '..')) {
    if (await exists(vscode.Uri.joinPath(at, '.git'))) {
      return at;
    }
    if (at.path === vscode.Uri.joinPath(at, '..').path) {
      return own;
    }
  }
}
