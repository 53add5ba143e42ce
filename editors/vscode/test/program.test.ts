import * as assert from 'node:assert/strict';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, test } from 'node:test';
import { find, Program } from '../src/program';

const folder = mkdtempSync(path.join(tmpdir(), 'km-editor-'));
after(() => rmSync(folder, { recursive: true }));

/** A program that writes down its arguments and what it reads. */
function recorder(name: string, code = 0): Program {
  const file = path.join(folder, name);
  const script = `#!/bin/sh\nprintf '%s\\n' "$@" >"$0.arguments"\necho "$KEYMASTER_AGENT" >"$0.agent"\ncat >"$0.input"\necho out\necho err >&2\nexit ${code}\n`;
  writeFileSync(file, script);
  chmodSync(file, 0o755);
  return new Program(file);
}

function recorded(program: Program, what: string): string {
  return readFileSync(`${program.path}.${what}`, 'utf8');
}

test('a value goes through standard input, and is in no argument', async () => {
  const program = recorder('a');
  const value = `sk-canary-${'0a'.repeat(16)}`;
  const answer = await program.ask('add', ['openai', '--stdin'], { input: value });
  assert.deepEqual(answer, { code: 0, stdout: 'out\n', stderr: 'err\n' });
  assert.equal(recorded(program, 'input'), value);
  assert.equal(recorded(program, 'arguments'), 'add\n--json\n--no-input\nopenai\n--stdin\n');
});

test('no shell reads the arguments', async () => {
  const program = recorder('b', 3);
  const answer = await program.ask('env', ['$(id) `id`; x']);
  assert.equal(answer.code, 3);
  assert.equal(recorded(program, 'arguments'), 'env\n--json\n--no-input\n$(id) `id`; x\n');
  assert.equal(recorded(program, 'input'), '');
});

test('a scan leaves the agent alone', async () => {
  const program = recorder('c');
  await program.ask('scan', ['--stdin'], { input: '' });
  assert.equal(recorded(program, 'agent'), 'off\n');
  await program.ask('ls', []);
  assert.notEqual(recorded(program, 'agent'), 'off\n');
});

test('a program that is not there, or is stopped, is no answer', async () => {
  assert.equal((await new Program(path.join(folder, 'none')).ask('env', [])).code, -1);
  const slow = path.join(folder, 'slow');
  writeFileSync(slow, '#!/bin/sh\nexec sleep 60\n');
  chmodSync(slow, 0o755);
  const stop = new AbortController();
  const answer = new Program(slow).ask('scan', [], { signal: stop.signal, input: 'x'.repeat(1 << 20) });
  stop.abort();
  assert.equal((await answer).code, -1);
});

test('the program is the setting, else the first on the PATH, and never one of the open folder', () => {
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  const file = path.join(bin, 'keymaster');
  writeFileSync(file, '');
  assert.equal(find('', { PATH: bin }, 'linux'), undefined);
  chmodSync(file, 0o755);
  assert.equal(find('', { PATH: `/nowhere:${bin}` }, 'linux'), file);
  assert.equal(find(file, { PATH: '' }, 'linux'), file);
  const own = path.join(folder, '.local/bin');
  mkdirSync(own, { recursive: true });
  copyFileSync(file, path.join(own, 'keymaster'));
  assert.equal(find('', { PATH: '/nowhere', HOME: folder }, 'linux'), path.join(own, 'keymaster'));
  assert.equal(find(bin, { PATH: bin }, 'linux'), undefined);
  assert.equal(find('bin/keymaster', { PATH: bin }, 'linux'), undefined);
  const before = process.cwd();
  process.chdir(folder);
  try {
    assert.equal(find('', { PATH: 'bin:./bin:' }, 'linux'), undefined);
    assert.equal(find('bin/keymaster', {}, 'linux'), undefined);
  } finally {
    process.chdir(before);
  }
});
