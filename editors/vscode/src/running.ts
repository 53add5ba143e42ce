import * as vscode from 'vscode';
import { Program } from './program';
import type { Terminals } from './terminals';
import type { Vault } from './vault';

interface Definition extends vscode.TaskDefinition {
  readonly command?: string;
  readonly environment?: string;
}

/** Programs that get their keys from `keymaster run`: commands, tasks, terminals. What they print is masked there. */
export class Running implements vscode.TaskProvider, vscode.TerminalProfileProvider {
  constructor(
    private readonly vault: Vault,
    private readonly terminals: Terminals,
  ) {}

  private last = '';

  async run(): Promise<void> {
    const command = await vscode.window.showInputBox({
      title: `Run with the keys of ${this.vault.environment}`,
      prompt: 'Command, as in a shell',
      value: this.last,
      placeHolder: 'npm start',
      ignoreFocusOut: true,
    });
    if (!command?.trim()) {
      return;
    }
    this.last = command;
    const task = this.task({ type: 'keymaster', command });
    if (task) {
      await vscode.tasks.executeTask(task);
    }
  }

  terminal(): void {
    this.terminals.open('run', ['--', shell()], 'with keys');
  }

  provideTerminalProfile(): vscode.TerminalProfile | undefined {
    const options = vscode.workspace.isTrusted ? this.terminals.options('run', ['--', shell()], 'with keys') : undefined;
    return options && new vscode.TerminalProfile(options);
  }

  provideTasks(): vscode.Task[] {
    return [];
  }

  resolveTask(task: vscode.Task): vscode.Task | undefined {
    return this.task(task.definition);
  }

  private task(definition: Definition): vscode.Task | undefined {
    const file = this.vault.executable;
    if (file === undefined || !definition.command) {
      return undefined;
    }
    const environment = definition.environment ? ['--env', definition.environment] : [];
    const words = Program.words('run', ...environment, '--', ...inShell(definition.command));
    const scope = this.vault.folder ?? vscode.TaskScope.Workspace;
    const execution = new vscode.ProcessExecution(file, words);
    const task = new vscode.Task(definition, scope, definition.command, 'with keys', execution, []);
    task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, echo: false, clear: true, showReuseMessage: false };
    return task;
  }
}

function shell(): string {
  return process.platform === 'win32' ? (process.env['COMSPEC'] ?? 'cmd.exe') : (process.env['SHELL'] ?? '/bin/sh');
}

function inShell(command: string): string[] {
  return process.platform === 'win32' ? [shell(), '/d', '/s', '/c', command] : ['/bin/sh', '-c', command];
}
