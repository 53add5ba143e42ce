import * as assert from 'node:assert/strict';
import { test } from 'node:test';
import * as answers from '../src/answers';

const KEY = {
  environment: 'dev',
  name: 'openai',
  service: 'openai',
  status: 'active',
  version: 2,
  hint: 'sk-…d7E9',
  tags: ['billing'],
  variable: null,
  expires: '2027-01-31T23:59:59Z',
  updated: '2026-11-29T03:35:13.839Z',
};

function keysDocument(): string {
  return JSON.stringify({ schema: 'keymaster/keys/1', keys: [KEY] });
}

test('a listed key has all but its masked form', () => {
  const [key] = answers.keys(keysDocument()) ?? [];
  assert.equal(key?.name, 'openai');
  assert.equal(key.active, true);
  assert.equal(key.variable, undefined);
  assert.deepEqual(key.tags, ['billing']);
  assert.ok(!JSON.stringify(key).includes('d7E9'));
});

test('a document of another kind is no answer', () => {
  assert.equal(answers.environment(keysDocument()), undefined);
  assert.equal(answers.keys('{"schema":"keymaster/keys/2","keys":[]}'), undefined);
  for (const json of ['', 'null', '[]', '7', '{', '{"schema":7}']) {
    assert.equal(answers.keys(json), undefined);
    assert.equal(answers.agentStatus(json), undefined);
    assert.equal(answers.findings(json), undefined);
  }
});

test('fields of another type count as missing', () => {
  const json = '{"schema":"keymaster/keys/1","keys":[null,7,{"name":7,"tags":"x","version":"2"}]}';
  assert.deepEqual(answers.keys(json)?.map((key) => [key.name, key.tags, key.version]), [['', [], 0]]);
});

test('an agent that runs and was not unlocked is locked', () => {
  const status = (fields: object) => answers.agentStatus(JSON.stringify({ schema: 'keymaster/agent/1', ...fields }));
  assert.equal(status({ running: false })?.unlocked, false);
  assert.equal(status({ running: true, unlocked: null })?.unlocked, false);
  assert.equal(status({ running: true, unlocked: '2026-11-29T03:35:13Z' })?.unlocked, true);
});

test('a failure is found behind warnings', () => {
  const stderr = 'warning: something\n{\n  "error": {\n    "code": "conflict",\n    "message": "there is one",\n    "hint": "x"\n  }\n}\n';
  assert.deepEqual(answers.failure(stderr), { code: 'conflict', message: 'there is one', hint: 'x' });
  assert.equal(answers.failure('Segmentation fault').code, 'failure');
  assert.equal(answers.failure('').code, 'failure');
});

test('the variable of a used key is that of its name', () => {
  const json = '{"schema":"keymaster/use/1","keys":[{"name":"a","variable":"A_KEY"},{"name":"b","variable":"B"}]}';
  assert.equal(answers.usedVariable(json, 'b'), 'B');
  assert.equal(answers.usedVariable(json, 'c'), undefined);
  assert.equal(answers.usedVariable('', 'c'), undefined);
});
