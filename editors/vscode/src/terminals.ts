import * as vscode from 'vscode';
import { Program, type Talk } from './program';
import type { Vault } from './vault';

/** Whatever may ask a person happens in a terminal, which is not read here. */
export class Terminals {
  constructor(private readonly vault: Vault) {}

  open(talk: Talk, words: readonly string[] = [], name = `keymaster ${talk}`, folder?: string): vscode.Terminal | undefined {
    const options = this.options(talk, words, name, folder);
    const terminal = options && vscode.window.createTerminal(options);
    terminal?.show();
    return terminal;
  }

  options(talk: Talk, words: readonly string[], name: string, folder?: string): vscode.TerminalOptions | undefined {
    const file = this.vault.executable;
    const cwd = folder ?? this.vault.folder?.uri.fsPath;
    return file === undefined
      ? undefined
      : {
          name,
          shellPath: file,
          shellArgs: Program.words(talk, ...words),
          iconPath: new vscode.ThemeIcon('key'),
          isTransient: true, // what was said in it is not kept for the next window
          ...(cwd ? { cwd } : {}),
        };
  }

  /** Has the vault unlocked if it is not; returns whether it is open then. */
  async unlocked(): Promise<boolean> {
    await this.vault.look();
    if (this.vault.situation.lock === 'unlocked') {
      return true;
    }
    const terminal = this.vault.situation.lock === 'none' ? this.open('init', ['--no-project']) : this.open('unlock');
    return terminal !== undefined && this.vault.untilOpen(terminal);
  }
}
