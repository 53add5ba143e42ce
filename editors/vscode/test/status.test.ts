import * as assert from 'node:assert/strict';
import { test } from 'node:test';
import { endsSoon, shown, type Lock } from '../src/status';

const AGENT = { unlocked: true, socket: '', idleSeconds: 900, ends: '2026-11-29T15:34:00Z' };

function now(lock: Lock, name = 'dev', origin = 'project') {
  const agent = lock === 'unlocked' ? AGENT : undefined;
  return shown({ lock, environment: { name, origin }, agent }, (time) => time.toISOString().slice(11, 16));
}

test('the status bar shows environment and lock', () => {
  assert.equal(now('unlocked').text, '$(key) dev');
  assert.equal(now('locked', 'staging').text, '$(lock) staging');
  assert.equal(now('none').text, '$(key) Keymaster');
  assert.equal(now('missing').text, '$(warning) Keymaster');
});

test('the tooltip says when it locks and where the environment comes from', () => {
  assert.equal(
    now('unlocked').tooltip,
    'Keymaster: unlocked; locks after 15 quiet minutes, at 15:34 at the latest\nEnvironment dev, of this project',
  );
  assert.equal(now('locked', 'dev', 'something').tooltip, 'Keymaster: locked\nEnvironment dev');
});

test('an open prod catches the eye', () => {
  assert.ok(now('unlocked', 'prod').careful && now('unlocked', 'prod-eu').careful);
  assert.ok(!now('locked', 'prod').careful && !now('unlocked', 'dev').careful);
});

test('what ends within two weeks is told', () => {
  const at = new Date('2026-11-29T12:00:00Z');
  assert.equal(endsSoon(undefined, at), undefined);
  assert.equal(endsSoon('never', at), undefined);
  assert.equal(endsSoon('2027-01-31T23:59:59Z', at), undefined);
  assert.equal(endsSoon('2026-12-03T12:00:00Z', at), 'expires in 4 days');
  assert.equal(endsSoon('2026-11-29T23:59:59Z', at), 'expires today');
  assert.equal(endsSoon('2026-11-01T00:00:00Z', at), 'expired');
});
