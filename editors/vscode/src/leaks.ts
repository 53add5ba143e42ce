import * as vscode from 'vscode';
import { findings, type Finding } from './answers';
import { Spans } from './spans';
import type { Vault } from './vault';

const PAUSE = 700;
const LARGEST = 1 << 20;

/** A key that stands in a document, as it was when the document had that version. */
export interface Leak {
  readonly finding: Finding;
  readonly range: vscode.Range;
  readonly version: number;
}

interface Watched {
  timer?: NodeJS.Timeout;
  running?: AbortController;
  leaks: readonly Leak[];
}

/**
 * Warns about keys in files. What an editor holds is piped through `keymaster scan`, which knows the vault's keys by
 * their fingerprints, also while it is locked, and keeps nothing.
 */
export class Leaks implements vscode.Disposable {
  private readonly diagnostics = vscode.languages.createDiagnosticCollection('keymaster');
  private readonly watched = new Map<string, Watched>();
  private turn: Promise<void> = Promise.resolve();
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly vault: Vault) {
    this.subscriptions = [
      this.diagnostics,
      vscode.workspace.onDidOpenTextDocument((document) => this.soon(document, 0)),
      vscode.workspace.onDidSaveTextDocument((document) => this.soon(document, 0)),
      vscode.workspace.onDidChangeTextDocument((event) => event.contentChanges.length > 0 && this.soon(event.document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.forget(document)),
      vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('keymaster') && this.everything()),
    ];
  }

  /** Looks at all documents that are open. */
  everything(): void {
    vscode.workspace.textDocuments.forEach((document) => this.soon(document, 0));
  }

  /** Looks again where something was found: the vault may know it by now. */
  again(): void {
    vscode.workspace.textDocuments.filter((document) => this.in(document).length > 0).forEach((document) => this.soon(document, 0));
  }

  /** Returns what was found in a document as it is now. */
  in(document: vscode.TextDocument): readonly Leak[] {
    const leaks = this.watched.get(document.uri.toString())?.leaks ?? [];
    return leaks.filter((leak) => leak.version === document.version);
  }

  private soon(document: vscode.TextDocument, after = PAUSE): void {
    if (!this.isWatched(document)) {
      this.forget(document);
      return;
    }
    const id = document.uri.toString();
    const watched: Watched = this.watched.get(id) ?? { leaks: [] };
    this.watched.set(id, watched);
    clearTimeout(watched.timer);
    watched.timer = setTimeout(() => {
      // One after the other: a window may open many files at once.
      this.turn = this.turn.catch(() => undefined).then(() => this.scan(document, watched));
    }, after);
  }

  private isWatched(document: vscode.TextDocument): boolean {
    const here = document.uri.scheme === 'file' || document.uri.scheme === 'untitled';
    const wanted = vscode.workspace.getConfiguration('keymaster', document).get<boolean>('warnings', true);
    return here && wanted && !document.isClosed && document.getText().length <= LARGEST;
  }

  private async scan(document: vscode.TextDocument, watched: Watched): Promise<void> {
    if (document.isClosed || this.watched.get(document.uri.toString()) !== watched) {
      return;
    }
    const running = new AbortController();
    watched.running = running;
    const version = document.version;
    const text = document.getText();
    const words = document.uri.scheme === 'file' ? ['--stdin', document.uri.fsPath] : ['--stdin'];
    const found = findings((await this.vault.ask('scan', words, text, undefined, running.signal)).stdout);
    if (found && version === document.version && !document.isClosed && !running.signal.aborted) {
      const spans = new Spans(text);
      watched.leaks = found.flatMap((finding) => {
        const span = spans.of(finding);
        const range = span && new vscode.Range(document.positionAt(span.from), document.positionAt(span.to));
        return range ? [{ finding, range, version }] : [];
      });
      this.diagnostics.set(document.uri, watched.leaks.map(diagnostic));
    }
  }

  private forget(document: vscode.TextDocument): void {
    const watched = this.watched.get(document.uri.toString());
    clearTimeout(watched?.timer);
    watched?.running?.abort();
    this.watched.delete(document.uri.toString());
    this.diagnostics.delete(document.uri);
  }

  dispose(): void {
    this.watched.forEach((watched) => {
      clearTimeout(watched.timer);
      watched.running?.abort();
    });
    vscode.Disposable.from(...this.subscriptions).dispose();
  }
}

/** Says what stands there, and nothing of it. */
function diagnostic(leak: Leak): vscode.Diagnostic {
  const { held, title, rule } = leak.finding;
  const message = held ? `A key of your vault in clear: ${held}` : `${title} in clear`;
  const shown = new vscode.Diagnostic(leak.range, message, vscode.DiagnosticSeverity.Warning);
  shown.source = 'Keymaster';
  shown.code = rule;
  return shown;
}
