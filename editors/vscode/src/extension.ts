import * as vscode from 'vscode';
import { leaveOut } from './allowed';
import { Environments } from './environments';
import { Fixes } from './fixes';
import { KeysView, type Node } from './keysView';
import { Leaks, type Leak } from './leaks';
import { Moving } from './moving';
import { References } from './references';
import { Running } from './running';
import { statusBar } from './statusBar';
import { Terminals } from './terminals';
import { Vault } from './vault';

/** Wires everything; each part does one thing. */
export function activate(context: vscode.ExtensionContext): void {
  const vault = new Vault();
  const terminals = new Terminals(vault);
  const environments = new Environments(vault, terminals);
  const references = new References(vault, terminals);
  const running = new Running(vault, terminals);
  const leaks = new Leaks(vault);
  const moving = new Moving(vault, terminals);
  const everything = { scheme: 'file' };
  const commands: Readonly<Record<string, (...args: never[]) => unknown>> = {
    menu: () => menu(vault),
    unlock: () => terminals.unlocked(),
    lock: () => lock(vault),
    refresh: () => vault.refresh(),
    switchEnvironment: () => environments.choose(),
    insertReference: (node?: Node) => references.insert(keyOf(node)),
    copyReference: (node: Node) => withKey(node, (key) => references.copy(key)),
    use: trusting((node: Node) => withKey(node, (key) => references.useInProject(key))),
    run: trusting(() => running.run()),
    terminal: trusting(() => running.terminal()),
    init: trusting(() => terminals.open('init')),
    makeVault: () => terminals.open('init', ['--no-project']),
    move: trusting((uri: vscode.Uri, leak: Leak) => moving.move(uri, leak)),
    takeOver: trusting((uri: vscode.Uri) => moving.takeOver(uri)),
    leaveOut: trusting((uri: vscode.Uri, leak: Leak) => leaveOut(uri, leak).then(() => leaks.everything())),
  };
  context.subscriptions.push(
    vault,
    leaks,
    statusBar(vault),
    vscode.window.onDidCloseTerminal(() => leaks.again()),
    vscode.window.registerTreeDataProvider('keymaster.keys', new KeysView(vault)),
    vscode.languages.registerCodeActionsProvider([everything, { scheme: 'untitled' }], new Fixes(leaks), {
      providedCodeActionKinds: Fixes.kinds,
    }),
    vscode.languages.registerCompletionItemProvider(everything, references, '/'),
    vscode.tasks.registerTaskProvider('keymaster', running),
    vscode.window.registerTerminalProfileProvider('keymaster.shell', running),
    ...Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(`keymaster.${name}`, run)),
  );
  void vault.refresh().then(() => leaks.everything());
}

/** In a folder that is not trusted nothing is run and nothing changed, whichever way a command comes. */
function trusting<A extends unknown[]>(action: (...args: A) => unknown): (...args: A) => unknown {
  return (...args) =>
    vscode.workspace.isTrusted ? action(...args) : vscode.window.showInformationMessage('Keymaster does this in folders that you trust.');
}

function keyOf(node: Node | undefined) {
  return node && 'key' in node ? node.key : undefined;
}

function withKey(node: Node, action: (key: NonNullable<ReturnType<typeof keyOf>>) => Promise<void>): Promise<void> | undefined {
  const key = keyOf(node);
  return key && action(key);
}

async function lock(vault: Vault): Promise<void> {
  const answer = await vault.ask('lock');
  if (answer.code !== 0) {
    vault.tell(answer);
  }
  await vault.look();
}

async function menu(vault: Vault): Promise<void> {
  const { lock } = vault.situation;
  const entry = (label: string, command: string) => ({ label, command });
  const open = lock === 'unlocked';
  const trusted = vscode.workspace.isTrusted;
  const entries = [
    ...(lock === 'none' ? [entry('$(key) Make a Vault', 'keymaster.makeVault')] : []),
    ...(lock === 'locked' ? [entry('$(unlock) Unlock', 'keymaster.unlock')] : []),
    ...(lock === 'missing' ? [entry('$(refresh) Look for the Program Again', 'keymaster.refresh')] : []),
    entry('$(arrow-swap) Switch Environment…', 'keymaster.switchEnvironment'),
    entry('$(insert) Insert Reference…', 'keymaster.insertReference'),
    ...(trusted ? [entry('$(play) Run with Keys…', 'keymaster.run')] : []),
    ...(trusted ? [entry('$(terminal) Open Terminal with Keys', 'keymaster.terminal')] : []),
    entry('$(list-tree) Show Keys', 'keymaster.keys.focus'),
    ...(open ? [entry('$(lock) Lock', 'keymaster.lock')] : []),
  ];
  const chosen = await vscode.window.showQuickPick(entries, { title: `Keymaster: ${vault.environment}` });
  if (chosen) {
    await vscode.commands.executeCommand(chosen.command);
  }
}
