/**
 * Drives the extension in a real editor, from a locked vault to a run with keys, and looks for the keys in all that is
 * shown and written: check.mjs KEYMASTER EDITOR PACKAGE PICTURES. Ends with "N passed, N failed".
 */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Editor, until } from './editor.mjs';
import { Home } from './home.mjs';

const [keymaster, installed, package_, pictures] = process.argv.slice(2).map((word) => path.resolve(word));
const { chromium } = createRequire(path.join(installed, 'package.json'))('playwright-core');

const home = new Home(keymaster);
let editor;
let passed = 0;
let failed = 0;

async function step(name, action) {
  try {
    await action();
    passed++;
    console.log(`  ok      ${name}`);
  } catch (failure) {
    failed++;
    console.log(`  FAILED  ${name}\n          ${hidden(failure.message).split('\n').slice(0, 6).join('\n          ')}`);
    await editor?.picture(`failed-${failed}`);
    throw failure;
  }
}

function hidden(text) {
  return [...home.canaries].reduce((rest, [name, value]) => rest.replaceAll(value, `(${name})`), text);
}

async function showsNoKey() {
  const text = await editor.text();
  for (const [name, value] of home.canaries) {
    assert.ok(!text.includes(value), `the window shows ${name}`);
  }
}

async function givePassphrase() {
  await until('the passphrase is asked for', async () => (await editor.terminal()).includes('Passphrase'));
  await editor.say(home.phrase);
}

function read(file) {
  const whole = path.join(folder, file);
  return existsSync(whole) ? readFileSync(whole, 'utf8') : '';
}

async function saved(file, text) {
  await until(`${file} has ${text}`, () => read(file).includes(text));
}

const fresh = home.canary('typed key', `sk-or-v1-${randomBytes(32).toString('hex')}`);
const noted = home.canary('key of .env', `sk-or-v1-${randomBytes(32).toString('hex')}`);
const folder = home.project({
  'src/pay.js': 'const shop = "café";\n\nfunction pay(amount, key) {\n  return charge(shop, amount, key);\n}\n\n',
  'src/ask.py': 'import os\n\nclient = Client()\n',
  'src/ask.sh': '#!/bin/sh\n',
  'config.yaml': 'port: 8080\n',
  'samples.yaml': '',
  '.vscode/tasks.json': JSON.stringify({
    version: '2.0.0',
    tasks: [{ label: 'say it', type: 'keymaster', command: 'echo "the task has $OPENAI_API_KEY"' }],
  }),
  '.env': `PORT=8080\nBATCH_API_KEY=${noted}\n`,
});

/** What a person has after some days. */
function fill() {
  home.keys([
    ['dev', 'openai'],
    ['dev', 'stripe-secret-key', '--tag', 'billing'],
    ['dev', 'weather', '--expires', '5d'],
    ['prod', 'openai'],
    ['prod', 'stripe-secret-key'],
  ]);
  home.run(['init', '--no-look', '--no-input'], '', folder);
  home.run(['use', 'openai'], '', folder);
  home.run(['lock']);
  appendFileSync(path.join(folder, '.env'), `OPENAI_API_KEY=${home.canaries.get('dev/openai')}\n`);
}

try {
  editor = new Editor(home, installed, package_, pictures);
  await editor.start(chromium, folder);
  const { page } = editor;

  await step('a folder that is not trusted gets a status, and runs nothing', async () => {
    await editor.hasStatus('Keymaster: no vault');
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget input').fill('>Keymaster:');
    await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'Switch Environment' }).waitFor();
    const offered = (await page.locator('.quick-input-list .monaco-list-row').allInnerTexts()).join('\n');
    assert.ok(!offered.includes('Run with Keys'), offered);
    await page.keyboard.press('Escape');
    await editor.status().click();
    await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'Switch Environment' }).waitFor();
    assert.ok(!(await page.locator('.quick-input-list').innerText()).includes('Run with Keys'));
    await page.keyboard.press('Escape');
    await editor.open('.env');
    await page.locator('.squiggly-warning').first().waitFor();
    await page.keyboard.press('Control+End');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await editor.fixes('Move this key into the vault…');
    await page.keyboard.press('Enter');
    await page.getByText('Keymaster does this in folders that you trust.').first().waitFor();
    assert.ok(!read('.env').includes('km://'));
    await editor.clearNotifications();
  });

  await step('it is trusted', async () => {
    await editor.command('Workspaces: Manage Workspace Trust');
    await page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
    await editor.command('View: Close All Editors');
  });

  await step('who has no vault gets one in a terminal', async () => {
    await page.locator('.activitybar [aria-label^="Keymaster"]').first().click();
    await page.getByText('There is no vault on this machine yet.').waitFor();
    await page.locator('.pane-body .monaco-button').filter({ hasText: 'Make a Vault' }).click();
    for (const [question, reply] of [['New passphrase', home.phrase], ['same again', home.phrase], ['at a provider?', '']]) {
      await until(`${question} is asked`, async () => (await editor.terminal()).includes(question));
      await editor.picture('made');
      await editor.say(reply);
    }
    await editor.hasStatus('Keymaster: dev, locked');
    fill();
  });

  await step('the view says that the vault is locked, and offers to unlock it', async () => {
    await page.getByText('The vault is locked.').waitFor();
    await editor.picture('locked');
  });

  await step('it is unlocked in a terminal', async () => {
    await page.locator('.pane-body .monaco-button').filter({ hasText: 'Unlock' }).click();
    await givePassphrase();
    await editor.hasStatus('Keymaster: dev, unlocked');
  });

  await step('the tree has environments and names of keys', async () => {
    await until('the keys are listed', async () => (await editor.keys()).join().includes('stripe-secret-key'));
    const rows = (await editor.keys()).map((row) => row.replaceAll('\n', ' '));
    assert.match(rows[0], /^dev ?current, 3 keys/);
    assert.deepEqual(rows.slice(1, 3), ['openai', 'stripe-secret-key']);
    assert.match(rows[3], /^weather ?expires in 4 days$/);
    assert.match(rows.at(-1), /^prod/);
    await page.locator('.pane-body .monaco-list-row').last().click();
    await until('prod is open', async () => (await editor.keys()).length === 7);
    await showsNoKey();
  });

  await step('a key that is typed is noticed, and not repeated', async () => {
    await editor.open('src/pay.js');
    await editor.type(`pay("12 €", "${fresh}");\n`);
    await page.locator('.squiggly-warning').first().waitFor();
    await editor.command('View: Focus Problems');
    await until('it is among the problems', async () => (await editor.warnings()).join().includes('OpenRouter key'));
    assert.ok(!(await editor.warnings()).join().includes(fresh.slice(-8)));
  });

  await step('the quick fix moves it into the vault', async () => {
    await page.locator('.markers-panel .monaco-list-row, .markers-panel-container .monaco-list-row').last().dblclick();
    await editor.fixes('Move this key into the vault…');
    await editor.picture('warning');
    await page.keyboard.press('Enter');
    await editor.proposes('openrouter');
    await editor.picture('name');
    await page.keyboard.press('Enter');
    await saved('src/pay.js', 'pay("12 €", process.env.OPENROUTER_API_KEY);');
    assert.equal(await home.ask(['get', 'openrouter', '--env', 'dev']), fresh);
    await until('the project uses it', () => /openrouter: OPENROUTER_API_KEY/.test(read('keymaster.yaml')));
    await until('the tree has it', async () => (await editor.keys()).join().includes('openrouter'));
    await until('the warning is gone', async () => (await page.locator('.squiggly-warning').count()) === 0);
    await page.getByText('km://dev/openrouter is in the vault').first().waitFor();
    await editor.picture('moved');
    await editor.clearNotifications();
    await showsNoKey();
  });

  await step('a key of the vault in .env gets its reference', async () => {
    await editor.open('.env');
    await until('both are found', async () => (await page.locator('.squiggly-warning').count()) >= 2);
    await page.keyboard.press('Control+End');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await editor.fixes('Put a reference to km://dev/openai in its place');
    await page.locator('.action-widget').getByText('Take over all keys of this file…').first().waitFor();
    await page.keyboard.press('Enter');
    await saved('.env', 'OPENAI_API_KEY=km://dev/openai\n');
    await page.getByText('The file had been saved with it').first().waitFor();
    await editor.clearNotifications();
  });

  await step('another key in .env is called like its variable', async () => {
    await until('one is left', async () => (await page.locator('.squiggly-warning').count()) >= 1);
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await editor.fixes('Move this key into the vault…');
    await page.keyboard.press('Enter');
    await editor.proposes('batch-api-key');
    await page.keyboard.press('Enter');
    await saved('.env', 'BATCH_API_KEY=km://dev/batch-api-key\n');
    assert.equal(await home.ask(['get', 'batch-api-key', '--env', 'dev']), noted);
    assert.match(read('keymaster.yaml'), /batch-api-key: BATCH_API_KEY/);
    await page.getByText('The file had been saved with it').first().waitFor();
    await editor.picture('dotenv');
    await editor.clearNotifications();
    await showsNoKey();
  });

  await step('a key that was saved has copies, which are told of and can be deleted', async () => {
    const text = 'curl -H "Authorization: Bearer $OPENROUTER_API_KEY" api\n';
    await editor.open('src/ask.sh');
    await editor.type(text.replace('$OPENROUTER_API_KEY', home.canary('saved key', `sk-or-v1-${randomBytes(32).toString('hex')}`)));
    await page.keyboard.press('Control+s');
    await page.locator('.squiggly-warning').first().waitFor();
    await until('the local history has it', () => home.leaks().some((leak) => leak.file.includes('User/History')));
    await page.keyboard.press('Control+End');
    await page.keyboard.press('ArrowUp');
    for (let i = 0; i < 50; i++) {
      await page.keyboard.press('ArrowRight');
    }
    await editor.fixes('Move this key into the vault…');
    await page.keyboard.press('Enter');
    await editor.answer('another');
    await saved('src/ask.sh', text.replace('$OPENROUTER_API_KEY', '${ANOTHER}'));
    await page.locator('.notification-toast .monaco-button').filter({ hasText: 'Delete Local History' }).click();
    await page.locator('.monaco-dialog-box .monaco-button').filter({ hasText: 'Delete' }).click();
    await until('it is gone', () => !home.leaks().some((leak) => leak.name.startsWith('saved key')));
    await editor.clearNotifications();
  });

  await step('what is no secret is noted, and not warned about', async () => {
    await editor.open('samples.yaml');
    await editor.type(`sample: sk-or-v1-${randomBytes(32).toString('hex')}`);
    await page.locator('.squiggly-warning').first().waitFor();
    await page.keyboard.press('ArrowLeft');
    await editor.fixes('This is no secret: note it in .keymasterignore');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await saved('.keymasterignore', ' openrouter/api, samples.yaml');
    await until('it is not warned about', async () => (await page.locator('.squiggly-warning').count()) === 0);
    await page.keyboard.press('Control+s');
  });

  await step('a reference is inserted, as the language reads it', async () => {
    await editor.open('src/ask.py');
    await editor.type('key = ');
    await editor.command('Keymaster: Insert Reference…');
    await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    await editor.picture('insert');
    await editor.answer('stripe');
    await until('it is there', async () => (await editor.editorText()).includes('key = os.environ["STRIPE_SECRET_KEY"]'));
    await until('the project uses it', () => /stripe-secret-key: STRIPE_SECRET_KEY/.test(read('keymaster.yaml')));
    await page.keyboard.press('Control+s');
  });

  await step('references are completed', async () => {
    await editor.open('config.yaml');
    await editor.type('token: km://d');
    await page.keyboard.press('Control+Space');
    const list = page.locator('.suggest-widget .monaco-list-row');
    await list.filter({ hasText: 'km://dev/stripe-secret-key' }).first().waitFor();
    await editor.picture('completion');
    await page.keyboard.press('Escape');
    await page.keyboard.insertText('ev/openai\n');
    await page.keyboard.press('Control+s');
    await saved('config.yaml', 'token: km://dev/openai');
  });

  await step('a program gets its keys, and what it prints is masked', async () => {
    await editor.command('Keymaster: Run with Keys…');
    await editor.answer('echo "openai: $OPENAI_API_KEY"; echo "it has ${#OPENROUTER_API_KEY} characters"');
    await until('it ran', async () => (await editor.terminal()).includes('it has 73 characters'));
    const shown = await editor.terminal();
    assert.match(shown, /openai: sk-\*+/);
    await showsNoKey();
    await editor.picture('run');
  });

  await step('a terminal has keys, and a task of the project too', async () => {
    await editor.command('Keymaster: Open Terminal with Keys');
    await until('the shell is there', async () => /[$#] *$/.test((await editor.terminal()).trimEnd()));
    await editor.say('echo "${#OPENAI_API_KEY} $OPENAI_API_KEY"');
    await until('it has a key', async () => /42 sk-\*+/.test(await editor.terminal()));
    await editor.say('exit');
    await editor.command('Tasks: Run Task');
    await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'say it' }).click();
    await until('the task ran', async () => /the task has sk-\*+/.test(await editor.terminal()));
    await showsNoKey();
  });

  await step('the environment is switched, and prod is marked', async () => {
    await editor.status().click();
    await editor.answer('Switch Environment');
    await page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'staging' }).waitFor();
    await editor.answer('prod');
    await editor.hasStatus('Keymaster: prod, unlocked');
    assert.equal(JSON.parse(await home.ask(['env', '--json'], folder)).environment, 'prod');
    await page.locator('.statusbar-item.warning-kind').waitFor();
    await editor.picture('prod');
  });

  await step('what prod wants to be proven is asked for in a terminal', async () => {
    const value = home.canary('key of prod', `sk-or-v1-${randomBytes(32).toString('hex')}`);
    await editor.open('config.yaml');
    await editor.type(`other: ${value}`);
    await page.locator('.squiggly-warning').first().waitFor();
    await page.keyboard.press('ArrowLeft');
    await editor.fixes('Move this key into the vault…');
    await page.keyboard.press('Enter');
    await editor.answer('spare');
    await page.locator('.notification-toast .monaco-button').filter({ hasText: 'Store It in a Terminal' }).click();
    await until('the value is asked for', async () => (await editor.terminal()).includes('Value of spare in prod'));
    await editor.say(value);
    await givePassphrase();
    await until('it is stored', async () => (await editor.keys()).join().includes('spare'));
    await editor.open('config.yaml');
    await page.keyboard.press('Control+End');
    await page.keyboard.press('ArrowLeft');
    await editor.fixes('Put a reference to km://prod/spare in its place');
    await page.keyboard.press('Enter');
    await saved('config.yaml', 'other: km://prod/spare');
    await editor.clearNotifications();
    await showsNoKey();
  });

  await step('it is locked, and nothing is listed any more', async () => {
    await editor.command('Keymaster: Lock');
    await editor.hasStatus('Keymaster: prod, locked');
    await page.getByText('The vault is locked.').waitFor();
    assert.ok(!(await editor.text()).includes('stripe-secret-key\n'));
  });

  await step('a locked vault still knows its keys', async () => {
    await editor.open('src/ask.py');
    await editor.type(`\n# ${home.canaries.get('dev/stripe-secret-key')}`);
    await page.locator('.squiggly-warning').first().waitFor();
    await page.keyboard.press('Control+z');
    await until('it is gone', async () => (await page.locator('.squiggly-warning').count()) === 0);
    await page.keyboard.press('Control+s');
  });

  await step('the window does not keep the vault open', async () => {
    home.run(['config', 'set', 'agent.idle', '25s']); // longer than the window waits before it looks again
    await editor.command('Keymaster: Unlock');
    await givePassphrase();
    await editor.hasStatus('Keymaster: prod, unlocked');
    await page.locator('.editor-instance .view-lines').first().click();
    await editor.hasStatus('Keymaster: prod, locked', 75_000);
  });

  await step('no key is left in what was written, nor in what the editor keeps', async () => {
    assert.ok(home.files().some((file) => /exthost.*\.log$/.test(file)), 'the editor writes no log');
    await editor.command('View: Close All Editors');
    const left = () => home.leaks();
    await until('backups are gone', () => left().length === 0).catch(() => undefined);
    assert.deepEqual(left(), []);
  });
} catch (failure) {
  if (failed === 0) {
    failed++;
    console.log(`  FAILED  ${hidden(failure.stack ?? '')}`);
  }
} finally {
  await editor?.stop();
}

const left = home.leaks();
left.forEach((leak) => console.log(`  left    ${leak.name} in ${leak.file}`));
failed += failed === 0 && left.length > 0 ? 1 : 0;
home.close();
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
