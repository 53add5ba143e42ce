/** A home that is thrown away, with a real vault and keys that are none. */

import { execFile, execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

export class Home {
  constructor(keymaster) {
    this.top = mkdtempSync(path.join(tmpdir(), 'km-editor-')); // short: a socket has to fit
    this.folder = this.make('ada');
    this.phrase = `seven quiet herons wade ${randomBytes(4).toString('hex')}`;
    this.canaries = new Map();
    this.keymaster = path.join(this.make('ada/.local/bin'), 'keymaster');
    symlinkSync(keymaster, this.keymaster);
    this.environment = {
      HOME: this.folder,
      PATH: `${path.dirname(this.keymaster)}:/usr/local/bin:/usr/bin:/bin`,
      SHELL: '/bin/sh',
      PS1: '$ ',
      LANG: 'C.UTF-8',
      TERM: 'xterm-256color',
      TMPDIR: this.make('tmp'),
      XDG_RUNTIME_DIR: this.make('run'),
    };
  }

  make(name) {
    const folder = path.join(this.top, name);
    mkdirSync(folder, { mode: 0o700, recursive: true });
    return folder;
  }

  /** A value that is remembered, so that it can be looked for. */
  canary(name, value = `sk-canary-${randomBytes(16).toString('hex')}`) {
    this.canaries.set(name, value);
    return value;
  }

  run(words, input = '', cwd = this.folder) {
    return execFileSync(this.keymaster, words, { cwd, input, env: this.environment, encoding: 'utf8', stdio: 'pipe' });
  }

  async ask(words, cwd = this.folder) {
    const { stdout } = await promisify(execFile)(this.keymaster, words, { cwd, env: this.environment });
    return stdout;
  }

  /** Opens the vault to put keys into it. */
  keys(keys) {
    const phrase = path.join(this.make('phrase'), 'phrase');
    writeFileSync(phrase, this.phrase, { mode: 0o600 });
    for (const [environment, name, ...words] of keys) {
      const value = this.canary(`${environment}/${name}`);
      this.run(['add', name, '--env', environment, '--stdin', '--passphrase-file', phrase, ...words], value);
    }
    rmSync(path.dirname(phrase), { recursive: true });
  }

  project(files) {
    const folder = path.join(this.folder, 'shop');
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    execFileSync('git', ['init', '-q', folder], { env: this.environment });
    return folder;
  }

  /** Returns all files that anybody wrote. */
  files() {
    return [...files(this.top)];
  }

  /** Returns the files in which a canary stands, plain, in Base64 or in UTF-16. */
  leaks() {
    const found = [];
    const forms = [...this.canaries].flatMap(([name, value]) => [
      { name, bytes: Buffer.from(value) },
      { name: `${name} as UTF-16`, bytes: Buffer.from(value, 'utf16le') },
      ...[0, 1, 2].map((shift) => ({ name: `${name} as Base64`, bytes: packed(value, shift) })),
    ]);
    for (const file of files(this.top)) {
      const content = orGone(() => readFileSync(file), Buffer.alloc(0));
      const names = forms.filter((form) => content.includes(form.bytes)).map((form) => form.name);
      found.push(...names.map((name) => ({ name, file: path.relative(this.top, file) })));
    }
    return found;
  }

  close() {
    try {
      this.run(['lock']);
    } finally {
      rmSync(this.top, { recursive: true, maxRetries: 5, retryDelay: 200 });
    }
  }
}

function* files(folder) {
  for (const entry of orGone(() => readdirSync(folder, { withFileTypes: true }), [])) {
    const whole = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      yield* files(whole);
    } else if (entry.isFile()) {
      yield whole;
    }
  }
}

/** An editor that runs removes files meanwhile. */
function orGone(read, nothing) {
  try {
    return read();
  } catch (failure) {
    if (failure.code === 'ENOENT') {
      return nothing;
    }
    throw failure;
  }
}

/** What of Base64 stays the same wherever in a text the value begins. */
function packed(value, shift) {
  const text = Buffer.concat([Buffer.alloc(shift), Buffer.from(value)]).toString('base64');
  return Buffer.from(text.slice(shift === 0 ? 0 : 4, -4));
}
