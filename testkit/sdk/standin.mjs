// What the proofs share: where the stand-in is, commands to it, and steps that are counted.
import assert from 'node:assert/strict';

export const base = process.env.STANDIN_URL;
export const admin = process.env.STANDIN_ADMIN;
export const key = process.env.STANDIN_KEY;
const root = new URL('/', base);

// Lets the next `times` requests to a route go wrong.
export async function fault(route, how, more = {}) {
  const command = JSON.stringify({ route, how, ...more });
  const answer = await fetch(new URL('/stand-in/faults', root), { method: 'POST', body: command });
  assert.equal(answer.status, 200, await answer.text());
}

let steps = 0;

export async function step(name, work) {
  try {
    await work();
    steps += 1;
  } catch (error) {
    console.log(`FAILED: ${name}`);
    throw error;
  }
}

export function end() {
  console.log(`${steps} steps`);
}

export async function rejects(promise, type, check) {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof type, `${error?.constructor?.name}: ${error?.message}`);
    if (check) check(error);
    return true;
  });
}
