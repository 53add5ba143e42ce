import * as path from 'node:path';
import * as vscode from 'vscode';
import { isDotenv } from './languages';
import type { Leak, Leaks } from './leaks';
import { parts, reference } from './names';

/** What can be done about a key in a file. */
export class Fixes implements vscode.CodeActionProvider {
  static readonly kinds = [vscode.CodeActionKind.QuickFix];

  constructor(private readonly leaks: Leaks) {}

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    return this.leaks
      .in(document)
      .filter((leak) => leak.range.intersection(range))
      .flatMap((leak) => [...this.move(document, leak), ...this.takeOver(document), this.leaveOut(document, leak)]);
  }

  private move(document: vscode.TextDocument, leak: Leak): vscode.CodeAction[] {
    if (leak.finding.length === 0) {
      return [];
    }
    const held = leak.finding.held && parts(leak.finding.held);
    const title = held
      ? `Put a reference to ${reference(held.environment, held.name)} in its place`
      : 'Move this key into the vault…';
    const action = this.action(title, 'keymaster.move', document.uri, leak);
    action.isPreferred = true;
    return [action];
  }

  private takeOver(document: vscode.TextDocument): vscode.CodeAction[] {
    return isDotenv(path.posix.basename(document.uri.path))
      ? [this.action('Take over all keys of this file…', 'keymaster.takeOver', document.uri)]
      : [];
  }

  private leaveOut(document: vscode.TextDocument, leak: Leak): vscode.CodeAction {
    return this.action('This is no secret: note it in .keymasterignore', 'keymaster.leaveOut', document.uri, leak);
  }

  private action(title: string, command: string, ...args: unknown[]): vscode.CodeAction {
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.command = { title, command, arguments: args };
    return action;
  }
}
