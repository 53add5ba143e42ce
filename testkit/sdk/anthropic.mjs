// Anthropic's own client against the stand-in that plays Anthropic.
import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import { admin, base, end, fault, key, rejects, step } from './standin.mjs';

const client = (apiKey) => new Anthropic({ apiKey, baseURL: base, maxRetries: 0 });
const user = client(key);
const manager = client(admin);
const hello = { model: 'claude-hello', max_tokens: 10, messages: [{ role: 'user', content: 'hi' }] };
let first;

await step('models', async () => {
  const ids = [];
  for await (const model of user.models.list({ limit: 1 })) ids.push(model.id);
  assert.deepEqual(ids, ['claude-hello']);
  assert.equal((await user.models.retrieve('claude-hello')).display_name, 'Claude Hello');
});
await step('organization', async () => assert.equal((await manager.organization.retrieve()).type, 'organization'));
await step('keys, page by page', async () => {
  const names = [];
  for await (const one of manager.organization.apiKeys.list({ limit: 2 })) {
    names.push(one.name);
    first = one;
  }
  assert.deepEqual(names, ['page-3', 'page-2', 'page-1', 'page-0', 'first']);
  const [head, tail] = first.partial_key_hint.split('...');
  assert.ok(key.startsWith(head) && key.endsWith(tail));
  assert.equal((await manager.organization.apiKeys.retrieve(first.id)).id, first.id);
});
await step('message, whole and as a stream', async () => {
  assert.equal((await user.messages.create(hello)).content[0].text, 'Hello there');
  assert.equal(await user.messages.stream(hello).finalText(), 'Hello there');
});
await step('inactive and active again', async () => {
  const off = await manager.organization.apiKeys.update(first.id, { status: 'inactive' });
  assert.equal(off.status, 'inactive');
  await rejects(user.models.list(), Anthropic.AuthenticationError);
  const listed = [];
  for await (const one of manager.organization.apiKeys.list({ status: 'inactive' })) listed.push(one.id);
  assert.deepEqual(listed, [first.id]);
  const on = await manager.organization.apiKeys.update(first.id, { status: 'active', name: 'renamed' });
  assert.equal(on.name, 'renamed');
  await user.models.list();
});
await step('archived is the end', async () => {
  await manager.organization.apiKeys.update(first.id, { status: 'archived' });
  await rejects(manager.organization.apiKeys.update(first.id, { status: 'active' }), Anthropic.BadRequestError);
  await rejects(user.messages.create(hello), Anthropic.AuthenticationError);
});
await step('typed errors', async () => {
  await rejects(client('nothing').models.list(), Anthropic.AuthenticationError, (e) => {
    assert.equal(e.error.error.type, 'authentication_error');
    assert.ok(e.requestID);
  });
  await rejects(client(key).organization.apiKeys.list(), Anthropic.AuthenticationError);
  await rejects(manager.organization.apiKeys.retrieve('apikey_none'), Anthropic.NotFoundError);
  await fault('GET /v1/organizations/me', 'status', { status: 403 });
  await rejects(manager.organization.retrieve(), Anthropic.PermissionDeniedError);
  await fault('GET /v1/organizations/me', 'status', { status: 429, retryAfter: '1' });
  await rejects(manager.organization.retrieve(), Anthropic.RateLimitError);
  await fault('GET /v1/organizations/me', 'status', { status: 529 });
  await rejects(manager.organization.retrieve(), Anthropic.InternalServerError);
  await fault('GET /v1/organizations/me', 'stall');
  await rejects(manager.organization.retrieve({ timeout: 300 }), Anthropic.APIConnectionTimeoutError);
});
end();
