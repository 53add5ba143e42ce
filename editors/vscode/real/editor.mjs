/** A real editor: code-server in a home of its own, driven in Chromium as a person would. */

import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';

const PATIENCE = 30_000;
const SETTINGS = {
  'security.workspace.trust.startupPrompt': 'never',
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'workbench.tips.enabled': false,
  'workbench.layoutControl.enabled': false,
  'terminal.integrated.gpuAcceleration': 'off', // so that its text can be read
  'terminal.integrated.shellIntegration.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'telemetry.telemetryLevel': 'off',
  'extensions.ignoreRecommendations': true,
  'editor.minimap.enabled': false,
  'editor.fontFamily': 'DejaVu Sans Mono, monospace',
  'terminal.integrated.fontFamily': 'DejaVu Sans Mono, monospace',
  'files.autoSave': 'off',
};

export class Editor {
  constructor(home, installed, package_, pictures) {
    this.home = home;
    this.data = home.make('editor');
    this.pictures = pictures;
    this.program = [path.join(installed, 'node_modules/code-server/out/node/entry.js'), '--user-data-dir', this.data];
    this.program.push('--extensions-dir', home.make('extensions'));
    mkdirSync(path.join(this.data, 'User'), { recursive: true });
    writeFileSync(path.join(this.data, 'User/settings.json'), JSON.stringify(SETTINGS, null, 2));
    mkdirSync(pictures, { recursive: true });
    this.do('--install-extension', package_);
  }

  do(...words) {
    return execFileSync(process.execPath, [...this.program, ...words], { env: this.home.environment, encoding: 'utf8' });
  }

  async start(chromium, folder) {
    this.folder = folder;
    const port = await freePort();
    const words = ['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-telemetry', '--disable-update-check'];
    const log = [];
    this.server = spawn(process.execPath, [...this.program, ...words], { env: this.home.environment, detached: true });
    this.server.stdout.on('data', (piece) => log.push(piece));
    this.server.stderr.on('data', (piece) => log.push(piece));
    await until('the editor is served', async () => (await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => ({}))).ok);
    this.browser = await chromium.launchPersistentContext(this.home.make('browser'), {
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu'],
      viewport: { width: 1240, height: 760 },
      permissions: ['clipboard-read', 'clipboard-write'],
      env: { ...this.home.environment },
    });
    this.page = this.browser.pages()[0] ?? (await this.browser.newPage());
    this.page.setDefaultTimeout(PATIENCE);
    await this.page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}`);
    await this.page.locator('.monaco-workbench').waitFor();
  }

  async stop() {
    await this.browser?.close();
    if (this.server?.pid && this.server.exitCode === null) {
      const ended = new Promise((resolve) => this.server.once('exit', resolve));
      process.kill(-this.server.pid, 'SIGTERM');
      await ended;
    }
  }

  async picture(name) {
    await this.page.mouse.move(1040, 17); // where nothing is told about what is below
    await this.page.waitForTimeout(600);
    await this.page.screenshot({ path: path.join(this.pictures, `${name}.png`) });
  }

  /** Runs a command by its name in the palette. */
  async command(name) {
    await this.pick('F1', `>${name}`, name);
  }

  /** Opens a list, narrows it down and takes a row; once more if something else took the focus meanwhile. */
  async pick(key, text, row) {
    await until(`${row} is among what can be picked`, async () => {
      try {
        await this.page.keyboard.press(key);
        await this.page.locator('.quick-input-widget input').fill(text, { timeout: 3000 });
        await this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: row }).first().click({ timeout: 3000 });
        return true;
      } catch {
        await this.page.keyboard.press('Escape');
        return false;
      }
    });
  }

  /** Answers an input box or picks from a list. */
  async answer(text) {
    const input = this.page.locator('.quick-input-widget input');
    await until('something is asked', async () => (await input.isVisible()) && !(await input.inputValue()).startsWith('>'));
    await this.page.waitForTimeout(200);
    if (text !== undefined) {
      await input.fill(text);
      await this.page.waitForTimeout(300);
    }
    await this.page.keyboard.press('Enter');
  }

  /** Waits for an input box with a proposal. */
  async proposes(text) {
    await until(`${text} is proposed`, async () => (await this.page.locator('.quick-input-widget input').inputValue()) === text);
  }

  /** Shows what can be done at the caret. */
  async fixes(title) {
    await until(`${title} is offered`, async () => {
      await this.page.keyboard.press('Control+.');
      const offered = this.page.locator('.action-widget').getByText(title).first();
      return offered.waitFor({ timeout: 2500 }).then(() => true, () => this.page.keyboard.press('Escape'));
    });
  }

  /** Opens a file by its whole path, so that nothing has to be searched. */
  async open(file) {
    await this.pick('Control+p', path.join(this.folder, file), path.basename(file));
    await this.page.locator('.tab.active').filter({ hasText: path.basename(file) }).waitFor();
    await this.page.locator('.editor-instance .view-lines').first().waitFor();
  }

  async type(text) {
    await this.page.keyboard.press('Control+End');
    await this.page.keyboard.insertText(text);
  }

  status() {
    return this.page.locator('.statusbar-item[aria-label^="Keymaster"], .statusbar-item a[aria-label^="Keymaster"]').first();
  }

  async hasStatus(label, patience) {
    await until(`the status bar says ${label}`, async () => (await this.status().getAttribute('aria-label')) === label, patience);
  }

  /** Returns the rows of the tree of keys. */
  async keys() {
    return this.page.locator('.pane-body .monaco-list-row').allInnerTexts();
  }

  async terminal() {
    const rows = await this.page.locator('.terminal-wrapper.active .xterm-rows').allInnerTexts();
    return rows.join('\n').replaceAll('\u00a0', ' ');
  }

  /** Types a line into the terminal. */
  async say(line) {
    await this.page.locator('.terminal-wrapper.active .xterm-helper-textarea').focus();
    await this.page.keyboard.type(line);
    await this.page.keyboard.press('Enter');
  }

  /** Everything that the window shows. */
  async text() {
    return (await this.page.locator('body').innerText()).replaceAll('\u00a0', ' ');
  }

  async editorText() {
    return (await this.page.locator('.editor-instance .view-lines').first().innerText()).replaceAll('\u00a0', ' ');
  }

  async warnings() {
    return this.page.locator('.markers-panel .monaco-list-row, .markers-panel-container .monaco-list-row').allInnerTexts();
  }

  async clearNotifications() {
    await this.command('Notifications: Clear All Notifications');
  }
}

export async function until(what, holds, patience = PATIENCE) {
  const end = Date.now() + patience;
  while (!(await holds())) {
    if (Date.now() > end) {
      throw new Error(`not within ${patience / 1000} s: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
