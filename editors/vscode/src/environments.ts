import * as vscode from 'vscode';
import { failure } from './answers';
import { isEnvironment } from './names';
import type { Terminals } from './terminals';
import type { Vault } from './vault';

const USUAL = ['dev', 'staging', 'prod'];
const OTHER = 'Another…';

/** Switches this project, on this machine, to another environment. */
export class Environments {
  constructor(
    private readonly vault: Vault,
    private readonly terminals: Terminals,
  ) {}

  async choose(): Promise<void> {
    const current = this.vault.environment;
    const names = [...new Set([current, ...this.vault.keys.map((key) => key.environment), ...USUAL])];
    const items = names.map((label) => ({ label, description: this.about(label, current) }));
    const chosen = await vscode.window.showQuickPick([...items, { label: OTHER, description: '' }], {
      title: 'Environment whose keys are used here',
    });
    const name = chosen?.label === OTHER ? await another() : chosen?.label;
    if (name !== undefined && name !== current) {
      await this.switchTo(name);
    }
  }

  private about(name: string, current: string): string {
    const count = this.vault.keys.filter((key) => key.environment === name).length;
    const keys = this.vault.situation.lock === 'unlocked' ? `${count} ${count === 1 ? 'key' : 'keys'}` : '';
    return [name === current ? 'current' : '', keys].filter(Boolean).join(', ');
  }

  private async switchTo(name: string): Promise<void> {
    const answer = await this.vault.ask('env', [name]);
    if (answer.code === 0) {
      await this.vault.refresh();
      return;
    }
    if (failure(answer.stderr).code !== 'not_found') {
      this.vault.tell(answer);
      return;
    }
    const project = 'Make It One';
    const everywhere = `Use ${name} Everywhere`;
    const message = 'Keymaster: this folder is no project yet, which could be switched.';
    const chosen = await vscode.window.showWarningMessage(message, project, everywhere);
    if (chosen === project) {
      this.terminals.open('init');
    } else if (chosen === everywhere) {
      this.terminals.open('config set', ['environment', name]);
    }
  }
}

async function another(): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: 'Environment',
    validateInput: (name) => (isEnvironment(name) ? undefined : 'Lower-case letters, digits and . _ - are allowed'),
  });
}
