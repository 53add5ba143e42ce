import { watch, type FSWatcher } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { agentStatus, environment, failure, keys, providers, vaultExists } from './answers';
import type { AgentStatus, Failure, Key, Provider } from './answers';
import { find, Program, type Answer, type Question } from './program';
import type { Lock, Situation } from './status';

const CALM = 15_000;
const CLOSE = 1_000;
const PATIENCE = 180_000;

/**
 * What this window knows of the vault. Nothing here opens it: keys are listed only while the agent holds it open, and
 * while the window has no focus nothing is asked. Asking for the agent's status does not put off when it locks.
 */
export class Vault implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onChange = this.changed.event;

  situation: Situation = { lock: 'locked', environment: undefined, agent: undefined };
  keys: readonly Key[] = [];
  providers: readonly Provider[] = [];

  private program: Program | undefined;
  private timer: NodeJS.Timeout | undefined;
  private socket: { folder: string; watcher: FSWatcher } | undefined;
  private looking: Promise<void> | undefined;
  private exists = false;
  private readonly subscriptions: vscode.Disposable[];

  constructor() {
    this.subscriptions = [
      vscode.window.onDidChangeWindowState((state) => void this.focus(state.focused)),
      vscode.window.onDidChangeActiveTextEditor(() => void this.moved()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => void this.refresh()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('keymaster.path')) {
          void this.refresh();
        }
      }),
      vscode.window.onDidCloseTerminal(() => void this.refresh()),
      vscode.tasks.onDidEndTask(() => void this.look()),
    ];
  }

  /** The folder that commands are about: that of the file in front, else the first one. */
  get folder(): vscode.WorkspaceFolder | undefined {
    const uri = vscode.window.activeTextEditor?.document.uri;
    return (uri && vscode.workspace.getWorkspaceFolder(uri)) ?? vscode.workspace.workspaceFolders?.[0];
  }

  get executable(): string | undefined {
    return this.program?.path;
  }

  get environment(): string {
    return this.situation.environment?.name ?? 'dev';
  }

  /** Asks the program in a folder, or where the person is. */
  async ask(question: Question, words: readonly string[] = [], input?: string, folder?: string, signal?: AbortSignal): Promise<Answer> {
    const answer = await this.program?.ask(question, words, { folder: folder ?? this.folder?.uri.fsPath, input, signal });
    return answer ?? { code: -1, stdout: '', stderr: '' };
  }

  /** Looks at everything anew. */
  async refresh(): Promise<void> {
    const setting = vscode.workspace.getConfiguration('keymaster').get<string>('path', '');
    const file = find(setting, process.env, process.platform);
    if (file !== this.program?.path) {
      this.program = file === undefined ? undefined : new Program(file);
      this.providers = [];
      this.exists = false;
    }
    if (this.program && this.providers.length === 0) {
      this.providers = providers((await this.ask('providers list')).stdout) ?? [];
    }
    await this.whereWeAre();
    await this.look(true);
  }

  /** Looks whether the vault is open; lists its keys if it was not before, or if wanted. */
  look(list = false): Promise<void> {
    if (list && this.looking) {
      return this.looking.then(() => this.look(true));
    }
    this.looking ??= this.lookOnce(list).finally(() => {
      this.looking = undefined;
      this.again(CALM);
    });
    return this.looking;
  }

  private async lookOnce(list: boolean): Promise<void> {
    const before = this.situation.lock;
    const agent = this.program && agentStatus((await this.ask('agent status')).stdout);
    const lock = await this.lock(agent);
    if (lock !== 'unlocked') {
      this.keys = [];
    } else if (list || before !== 'unlocked') {
      this.keys = keys((await this.ask('ls', ['--all'])).stdout) ?? [];
    }
    this.watch(agent?.socket);
    this.show({ ...this.situation, lock, agent });
  }

  private async lock(agent: AgentStatus | undefined): Promise<Lock> {
    if (!this.program) {
      return 'missing';
    }
    if (agent?.unlocked) {
      return 'unlocked';
    }
    this.exists ||= vaultExists((await this.ask('vault status')).stdout) !== false;
    return this.exists ? 'locked' : 'none';
  }

  private async whereWeAre(): Promise<void> {
    const now = this.program && environment((await this.ask('env')).stdout);
    this.situation = { ...this.situation, environment: now };
  }

  private show(situation: Situation): void {
    this.situation = situation;
    void vscode.commands.executeCommand('setContext', 'keymaster.state', situation.lock);
    this.changed.fire();
  }

  /** Waits until the vault is open; returns false if the person gives up, or the terminal ends without it. */
  async untilOpen(terminal: vscode.Terminal): Promise<boolean> {
    const end = Date.now() + PATIENCE;
    const title = 'Keymaster waits for the vault to be unlocked';
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    return vscode.window.withProgress(options, async (_progress, token) => {
      let ended = false;
      while (this.situation.lock !== 'unlocked' && !ended && !token.isCancellationRequested && Date.now() < end) {
        await new Promise((resolve) => setTimeout(resolve, CLOSE));
        ended = terminal.exitStatus !== undefined;
        await this.look();
      }
      return this.situation.lock === 'unlocked';
    });
  }

  private again(after: number): void {
    clearTimeout(this.timer);
    if (vscode.window.state.focused && this.program) {
      this.timer = setTimeout(() => void this.look(), after);
    }
  }

  private async focus(focused: boolean): Promise<void> {
    if (focused) {
      await this.refresh();
    } else {
      clearTimeout(this.timer);
    }
  }

  private lastFolder: string | undefined;

  private async moved(): Promise<void> {
    if (this.folder?.uri.fsPath !== this.lastFolder) {
      this.lastFolder = this.folder?.uri.fsPath;
      await this.whereWeAre();
      this.changed.fire();
    }
  }

  /** An agent that comes or goes changes the folder of its socket. */
  private watch(socket: string | undefined): void {
    const folder = socket ? path.dirname(socket) : undefined;
    if (folder === this.socket?.folder) {
      return;
    }
    this.socket?.watcher.close();
    this.socket = undefined;
    if (folder !== undefined) {
      try {
        const watcher = watch(folder, () => this.again(CLOSE / 4));
        watcher.on('error', () => this.watch(undefined));
        this.socket = { folder, watcher };
      } catch {
        // no agent was there yet: the clock finds it
      }
    }
  }

  /** Tells a failure in the words of the program. */
  tell(answer: Answer): Failure {
    const what = failure(answer.stderr);
    void vscode.window.showErrorMessage(`Keymaster: ${what.message}${what.hint ? ` (${what.hint})` : ''}`);
    return what;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.socket?.watcher.close();
    this.changed.dispose();
    vscode.Disposable.from(...this.subscriptions).dispose();
  }
}
