import * as assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { QUESTIONS, TALKS } from '../src/program';

/** What the extension promises, held against its own sources. */

const root = path.resolve(__dirname, '../../..');
const sources = new Map(
  readdirSync(path.join(root, 'src')).map((file) => [file, readFileSync(path.join(root, 'src', file), 'utf8')]),
);
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const PURE = ['answers.ts', 'languages.ts', 'names.ts', 'program.ts', 'spans.ts', 'status.ts'];

function withText(pattern: RegExp): string[] {
  return [...sources].filter(([, text]) => pattern.test(text)).map(([file]) => file);
}

test('nothing is asked that prints a value', () => {
  assert.ok(sources.size >= 12);
  const verbs: readonly string[] = [...QUESTIONS, ...TALKS];
  for (const verb of ['get', 'show', 'export', 'inject', 'dotenv', 'profile', 'shell-hook', 'mcp', 'vault backup']) {
    assert.ok(!verbs.includes(verb), verb);
  }
  assert.deepEqual(withText(/['"`]get['"`]|keymaster get|--reveal|--no-masking|shell-hook|dotenv write/), []);
});

test('one file starts programs, without a shell', () => {
  assert.deepEqual(withText(/child_process/), ['program.ts']);
  assert.deepEqual(withText(/shell: true|\bexec(File)?\(/).filter((file) => !/\.exec\(/.test(sources.get(file) ?? '')), []);
  assert.deepEqual(withText(/\beval\(|new Function\(/), []);
});

test('nothing is logged, and nothing kept', () => {
  assert.deepEqual(withText(/console\.|createOutputChannel|createLogOutput/), []);
  assert.deepEqual(withText(/globalState|workspaceState|\.secrets\b|storageUri|globalStorage/), []);
});

test('nothing is sent anywhere', () => {
  assert.deepEqual(withText(/\bfetch\(|node:https?|node:net|XMLHttpRequest|WebSocket|openExternal/), []);
  assert.equal(manifest.dependencies, undefined);
});

test('what decides can be tested without an editor', () => {
  for (const file of PURE) {
    assert.doesNotMatch(sources.get(file) ?? 'missing: vscode', /vscode/, file);
  }
});

test('no folder decides which program is started', () => {
  const { path: setting } = { path: manifest.contributes.configuration.properties['keymaster.path'] };
  assert.equal(setting.scope, 'machine');
  assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
  assert.ok(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.includes('keymaster.path'));
});

test('every command is there', () => {
  const wired = sources.get('extension.ts') ?? '';
  for (const { command } of manifest.contributes.commands) {
    assert.match(wired, new RegExp(`^    ${command.replace('keymaster.', '')}: `, 'm'), command);
  }
});
