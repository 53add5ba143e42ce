import * as path from 'node:path';
import * as vscode from 'vscode';
import { contents } from './allowed';
import { failure, usedVariable } from './answers';
import { isDotenv, readsVariables, replacement, type Target } from './languages';
import type { Leak } from './leaks';
import { assignedTo, isName, newVariable, parts, propose, reference, serviceOf, variableOf } from './names';
import type { Terminals } from './terminals';
import type { Vault } from './vault';

/** Failures that a person has to answer at a prompt. */
const PROOF = ['locked', 'proof_needed', 'code_needed'];

interface Stored {
  readonly environment: string;
  readonly name: string;
  readonly variable: string;
}

/**
 * Moves a key out of a file: into the vault through standard input, then something that stands for it into its place. The
 * value is read from the document when it is needed, kept for that moment, and written nowhere else.
 */
export class Moving {
  constructor(
    private readonly vault: Vault,
    private readonly terminals: Terminals,
  ) {}

  async move(uri: vscode.Uri, leak: Leak): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uri);
    if (document.version !== leak.version) {
      void vscode.window.showInformationMessage('Keymaster: the file has changed meanwhile.');
      return;
    }
    const value = document.getText(leak.range);
    if (!(await this.terminals.unlocked())) {
      return;
    }
    const stored = this.held(leak) ?? (await this.store(document, leak, value));
    if (!stored) {
      return;
    }
    const target = await this.target(document, stored);
    const saved = await isOnDisk(uri, value);
    if (await this.replace(document, leak.range, value, target)) {
      await this.tell(stored, saved);
    }
  }

  /** A key that the vault has already is not stored a second time. */
  private held(leak: Leak): Stored | undefined {
    const named = leak.finding.held === undefined ? undefined : parts(leak.finding.held);
    const key = named && this.vault.keys.find((each) => each.name === named.name && each.environment === named.environment);
    return key && { environment: key.environment, name: key.name, variable: variableOf(key, this.vault.providers) };
  }

  private async store(document: vscode.TextDocument, leak: Leak, value: string): Promise<Stored | undefined> {
    const environment = this.vault.environment;
    const assigned = assignedTo(document.lineAt(leak.range.start).text.slice(0, leak.range.start.character));
    const service = serviceOf(leak.finding.rule, this.vault.providers);
    const others = this.vault.keys.filter((key) => key.environment === environment);
    const taken = new Set(others.map((key) => key.name));
    const name = await askName(environment, propose(assigned, service, taken), taken);
    if (name === undefined) {
      return undefined;
    }
    const variable = newVariable(name, assigned, service, new Set(others.map((key) => variableOf(key, this.vault.providers))));
    const words = [name, '--env', environment];
    words.push(...(service ? ['--service', service.name] : []));
    words.push(...(variable === service?.variable ? [] : ['--variable', variable]));
    const answer = await this.vault.ask('add', [...words, '--stdin'], value);
    if (PROOF.includes(failure(answer.stderr).code)) {
      await this.storeInTerminal(environment, words);
      return undefined;
    }
    if (answer.code !== 0) {
      this.vault.tell(answer);
      return undefined;
    }
    await this.vault.look(true);
    return { environment, name, variable };
  }

  /** Only a terminal can ask for what prod wants. What is stored there is known as a key of the vault afterwards. */
  private async storeInTerminal(environment: string, words: readonly string[]): Promise<void> {
    const button = 'Store It in a Terminal';
    const chosen = await vscode.window.showWarningMessage(
      `Keymaster: ${environment} wants a proof that it is you, which only a terminal can ask for. Copy the key, paste it there, and fix again.`,
      button,
    );
    if (chosen === button) {
      this.terminals.open('add', words);
    }
  }

  /** In a project whose files read variables, `keymaster run` has to hand the key over. */
  private async target(document: vscode.TextDocument, stored: Stored): Promise<Target> {
    const target = { reference: reference(stored.environment, stored.name), variable: stored.variable };
    const file = path.basename(document.fileName);
    if (document.uri.scheme !== 'file' || !(isDotenv(file) || readsVariables(document.languageId, file))) {
      return target;
    }
    const answer = await this.vault.ask('use', [stored.name, '--env', stored.environment], undefined, path.dirname(document.fileName));
    if (answer.code !== 0 && failure(answer.stderr).code !== 'not_found') {
      this.vault.tell(answer);
    }
    return { ...target, variable: usedVariable(answer.stdout, stored.name) ?? stored.variable };
  }

  private async replace(document: vscode.TextDocument, range: vscode.Range, value: string, target: Target): Promise<boolean> {
    if (document.getText(range) !== value) {
      void vscode.window.showWarningMessage(`Keymaster: the file has changed. Put ${target.reference} in place of the key.`);
      return false;
    }
    const line = document.lineAt(range.start);
    const span = { from: range.start.character, to: range.end.character };
    const change = replacement(document.languageId, path.basename(document.fileName), line.text, span, target);
    const edit = new vscode.WorkspaceEdit();
    const { start } = line.range;
    edit.replace(document.uri, new vscode.Range(start.translate(0, change.from), start.translate(0, change.to)), change.text);
    const done = await vscode.workspace.applyEdit(edit);
    return done && (document.isUntitled || (await document.save()));
  }

  /** What was on disk with its key has copies that nobody here can take back. */
  private async tell(stored: Stored, saved: boolean): Promise<void> {
    const name = reference(stored.environment, stored.name);
    if (!saved) {
      void vscode.window.showInformationMessage(`Keymaster: ${name} is in the vault.`);
      return;
    }
    const rotate = 'Rotate…';
    const history = 'Delete Local History…';
    const chosen = await vscode.window.showWarningMessage(
      `Keymaster: ${name} is in the vault. The file had been saved with it: the editor's local history, git or a backup may have a copy.`,
      rotate,
      history,
    );
    if (chosen === rotate) {
      this.terminals.open('rotate', [stored.name, '--env', stored.environment]);
    } else if (chosen === history) {
      void vscode.commands.executeCommand('workbench.action.localHistory.deleteAll');
    }
  }

  /** Lets the program take over a whole `.env` file, in the dialogue that it has for that. */
  takeOver(uri: vscode.Uri): void {
    const file = path.basename(uri.fsPath);
    const folder = path.dirname(uri.fsPath);
    if (file === '.env') {
      this.terminals.open('init', [], 'keymaster init', folder);
    } else {
      this.terminals.open('import', [file], 'keymaster import', folder);
    }
  }
}

async function askName(environment: string, proposal: string, taken: ReadonlySet<string>): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: `Move the key into the vault, environment ${environment}`,
    prompt: 'Its name there',
    value: proposal,
    ignoreFocusOut: true,
    validateInput: (name) =>
      !isName(name)
        ? 'Letters, digits and . _ - / are allowed'
        : taken.has(name)
          ? `There is a key ${name} in ${environment} already`
          : undefined,
  });
}

async function isOnDisk(uri: vscode.Uri, value: string): Promise<boolean> {
  return uri.scheme === 'file' && Buffer.from(await contents(uri)).includes(value);
}
