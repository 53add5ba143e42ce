import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Key } from './answers';
import { usedVariable } from './answers';
import { insertion, readsVariables } from './languages';
import { reference, variableOf } from './names';
import type { Terminals } from './terminals';
import type { Vault } from './vault';

const TYPED = /km:\/\/[a-z0-9._-]*(\/[A-Za-z0-9._/-]*)?$/;

/** References: picked from a list, completed where one is typed, copied. */
export class References implements vscode.CompletionItemProvider {
  constructor(
    private readonly vault: Vault,
    private readonly terminals: Terminals,
  ) {}

  /** Inserts what stands for a key in the file in front. */
  async insert(key?: Key): Promise<void> {
    const chosen = key ?? (await this.pick());
    const editor = vscode.window.activeTextEditor;
    if (!chosen) {
      return;
    }
    if (!editor) {
      await this.copy(chosen);
      return;
    }
    const { document } = editor;
    const file = path.basename(document.fileName);
    const variable = readsVariables(document.languageId, file) ? await this.use(chosen, document) : '';
    const text = insertion(document.languageId, file, { reference: nameOf(chosen), variable });
    await editor.edit((edit) => editor.selections.forEach((selection) => edit.replace(selection, text)));
    await vscode.window.showTextDocument(document, editor.viewColumn);
  }

  /** A project whose files read a variable has to use its key. */
  private async use(key: Key, document: vscode.TextDocument): Promise<string> {
    const usable = vscode.workspace.isTrusted && document.uri.scheme === 'file';
    const folder = path.dirname(document.fileName);
    const answer = usable ? await this.vault.ask('use', [key.name, '--env', key.environment], undefined, folder) : undefined;
    return usedVariable(answer?.stdout ?? '', key.name) ?? variableOf(key, this.vault.providers);
  }

  async useInProject(key: Key): Promise<void> {
    const answer = await this.vault.ask('use', [key.name, '--env', key.environment]);
    if (answer.code === 0) {
      const variable = usedVariable(answer.stdout, key.name) ?? '';
      void vscode.window.showInformationMessage(`Keymaster: this project uses ${key.name} as ${variable}.`);
    } else {
      this.vault.tell(answer);
    }
  }

  async copy(key: Key): Promise<void> {
    await vscode.env.clipboard.writeText(nameOf(key));
    vscode.window.setStatusBarMessage(`${nameOf(key)} copied`, 3000);
  }

  private async pick(): Promise<Key | undefined> {
    if (!(await this.terminals.unlocked())) {
      return undefined;
    }
    const items = this.ordered().map((key) => ({
      label: key.name,
      description: key.environment,
      detail: `${key.service}, becomes ${variableOf(key, this.vault.providers)}`,
      key,
    }));
    const chosen = await vscode.window.showQuickPick(items, { title: 'Insert a reference to', matchOnDescription: true });
    return chosen?.key;
  }

  private ordered(): Key[] {
    const current = this.vault.environment;
    const rank = (key: Key) => (key.environment === current ? '' : key.environment);
    return [...this.vault.keys].sort((a, b) => rank(a).localeCompare(rank(b)) || a.name.localeCompare(b.name));
  }

  provideCompletionItems(document: vscode.TextDocument, position: vscode.Position): vscode.CompletionItem[] {
    const before = document.lineAt(position).text.slice(0, position.character);
    const typed = TYPED.exec(before)?.[0];
    if (typed === undefined) {
      return [];
    }
    const range = new vscode.Range(position.translate(0, -typed.length), position);
    return this.ordered().map((key) => {
      const item = new vscode.CompletionItem(nameOf(key), vscode.CompletionItemKind.Reference);
      item.range = range;
      item.detail = `becomes ${variableOf(key, this.vault.providers)}`;
      return item;
    });
  }
}

function nameOf(key: Key): string {
  return reference(key.environment, key.name);
}
