import * as vscode from 'vscode';
import { shown } from './status';
import type { Vault } from './vault';

/** Environment and lock, always in sight. */
export function statusBar(vault: Vault): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('keymaster', vscode.StatusBarAlignment.Left, 10);
  item.name = 'Keymaster';
  item.command = 'keymaster.menu';
  const update = () => {
    const now = shown(vault.situation, (time) => time.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }));
    item.text = now.text;
    item.tooltip = now.tooltip;
    item.accessibilityInformation = { label: now.label };
    item.backgroundColor = now.careful ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    item.show();
  };
  return vscode.Disposable.from(item, vault.onChange(update));
}
