import * as assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Key } from '../src/answers';
import * as names from '../src/names';

const OPENAI = { name: 'openai', title: 'OpenAI', variable: 'OPENAI_API_KEY' };
const PROVIDERS = [OPENAI, { name: 'openrouter', title: 'OpenRouter', variable: 'OPENROUTER_API_KEY' }];
const NONE: ReadonlySet<string> = new Set();

function key(fields: Partial<Key>): Key {
  const none = { variable: undefined, expires: undefined };
  return { environment: 'dev', name: 'x', service: 'custom', active: true, version: 1, tags: [], updated: '', ...none, ...fields };
}

test('what a value is assigned to is read off its line', () => {
  for (const before of [
    'OPENAI_API_KEY=',
    'export OPENAI_API_KEY="',
    'const OPENAI_API_KEY = "',
    '  "OPENAI_API_KEY": "',
    'OPENAI_API_KEY : ',
    "os.environ['OPENAI_API_KEY'] = '",
    'OPENAI_API_KEY := `',
    "'OPENAI_API_KEY' => '",
    'OPENAI_API_KEY = b"',
  ]) {
    assert.equal(names.assignedTo(before), 'OPENAI_API_KEY', before);
  }
  assert.equal(names.assignedTo('curl -H "Authorization: Bearer '), undefined);
  assert.equal(names.assignedTo(''), undefined);
});

test('a key is called like its provider, or like its own variable', () => {
  assert.equal(names.propose('OPENAI_API_KEY', OPENAI, NONE), 'openai');
  assert.equal(names.propose('apiKey', OPENAI, NONE), 'openai');
  assert.equal(names.propose('BATCH_API_KEY', OPENAI, NONE), 'batch-api-key');
  assert.equal(names.propose('STRIPE_SECRET_KEY', undefined, NONE), 'stripe-secret-key');
  assert.equal(names.propose('stripeSecret', undefined, NONE), 'stripe-secret');
  assert.equal(names.propose(undefined, undefined, NONE), 'key');
  assert.equal(names.propose('___', undefined, NONE), 'key');
});

test('a proposed name is free', () => {
  assert.equal(names.propose(undefined, OPENAI, new Set(['openai', 'openai-2'])), 'openai-3');
  assert.ok(names.isName(names.propose('A'.repeat(500), undefined, NONE)));
});

test('names and environments are those that the vault takes', () => {
  for (const name of ['a', 'A.b_c-1', 'team/openai', '1']) {
    assert.ok(names.isName(name), name);
  }
  for (const name of ['', '-a', '/a', 'a/', 'a//b', 'a/../b', 'a b', 'é', 'a'.repeat(129)]) {
    assert.ok(!names.isName(name), name);
  }
  assert.ok(names.isEnvironment('eu.prod-1'));
  assert.ok(!names.isEnvironment('Prod'));
});

test('a rule names its provider, also where one name begins like another', () => {
  assert.equal(names.serviceOf('openai/project', PROVIDERS)?.name, 'openai');
  assert.equal(names.serviceOf('openrouter/api', PROVIDERS)?.name, 'openrouter');
  assert.equal(names.serviceOf('private-key', PROVIDERS), undefined);
});

test('a reference is taken apart without its version', () => {
  assert.deepEqual(names.parts('km://dev/team/openai#2'), { environment: 'dev', name: 'team/openai' });
  assert.equal(names.parts('openai'), undefined);
});

test('a key becomes its own variable, else its service\'s, else its name', () => {
  assert.equal(names.variableOf(key({ variable: 'MINE', service: 'openai' }), PROVIDERS), 'MINE');
  assert.equal(names.variableOf(key({ service: 'openai' }), PROVIDERS), 'OPENAI_API_KEY');
  assert.equal(names.variableOf(key({ name: 'webhook-secret' }), PROVIDERS), 'WEBHOOK_SECRET');
});

test('a new key becomes what it is assigned to, and takes the variable of no other', () => {
  assert.equal(names.newVariable('openai', 'apiKey', OPENAI, NONE), 'OPENAI_API_KEY');
  assert.equal(names.newVariable('openai', 'BATCH_KEY', OPENAI, NONE), 'BATCH_KEY');
  assert.equal(names.newVariable('my.key', undefined, undefined, NONE), 'MY_KEY');
  assert.equal(names.newVariable('openai-2', undefined, OPENAI, new Set(['OPENAI_API_KEY'])), 'OPENAI_2');
});
