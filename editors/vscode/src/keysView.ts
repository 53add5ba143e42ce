import * as vscode from 'vscode';
import type { Key } from './answers';
import { reference, variableOf } from './names';
import { endsSoon } from './status';
import type { Vault } from './vault';

export type Node = { readonly environment: string } | { readonly key: Key };

/** The tree of environments and keys. It knows no value, nor a part of one. */
export class KeysView implements vscode.TreeDataProvider<Node> {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly vault: Vault) {
    vault.onChange(() => this.changed.fire());
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined) {
      return this.environments().map((environment) => ({ environment }));
    }
    return 'key' in node
      ? []
      : this.vault.keys.filter((key) => key.environment === node.environment).map((key) => ({ key }));
  }

  /** The current one first, then by name. */
  private environments(): string[] {
    const current = this.vault.environment;
    const others = new Set(this.vault.keys.map((key) => key.environment));
    others.delete(current);
    return this.vault.keys.length === 0 ? [] : [current, ...[...others].sort()];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return 'key' in node ? this.key(node.key) : this.environment(node.environment);
  }

  private environment(name: string): vscode.TreeItem {
    const current = name === this.vault.environment;
    const state = current ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
    const item = new vscode.TreeItem(name, state);
    const count = this.vault.keys.filter((key) => key.environment === name).length;
    item.id = `environment ${name} ${current}`;
    item.description = `${current ? 'current, ' : ''}${count} ${count === 1 ? 'key' : 'keys'}`;
    item.contextValue = 'environment';
    return item;
  }

  private key(key: Key): vscode.TreeItem {
    const item = new vscode.TreeItem(key.name);
    const soon = endsSoon(key.expires, new Date());
    const notes = [[key.name, 'custom'].includes(key.service) ? '' : key.service, key.active ? '' : 'inactive', soon ?? ''];
    item.id = reference(key.environment, key.name);
    item.description = notes.filter(Boolean).join(', ');
    item.iconPath = key.active
      ? new vscode.ThemeIcon('key', soon ? new vscode.ThemeColor('list.warningForeground') : undefined)
      : new vscode.ThemeIcon('circle-slash');
    item.tooltip = this.tooltip(key);
    item.contextValue = 'key';
    return item;
  }

  private tooltip(key: Key): string {
    const lines = [
      reference(key.environment, key.name),
      `becomes ${variableOf(key, this.vault.providers)}`,
      `version ${key.version}, changed ${key.updated.slice(0, 10)}`,
      key.expires ? `expires ${key.expires.slice(0, 10)}` : '',
      key.tags.length > 0 ? `tags ${key.tags.join(', ')}` : '',
    ];
    return lines.filter(Boolean).join('\n');
  }
}
