// OpenRouter's own client against the stand-in that plays OpenRouter.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { OpenRouter } from '@openrouter/sdk';
import * as errors from '@openrouter/sdk/models/errors';
import { admin, base, end, fault, key, rejects, step } from './standin.mjs';

const client = (apiKey) => new OpenRouter({ apiKey, serverURL: base, retryConfig: { strategy: 'none' } });
const manager = client(admin);
const user = client(key);
let made;

await step('models', async () => assert.ok((await user.models.list()).result.data.length > 0));
await step('mint', async () => {
  made = await manager.apiKeys.create({
    requestBody: {
      name: 'sdk', limit: 5, limitReset: 'monthly', includeByokInLimit: true, expiresAt: new Date(Date.UTC(2099, 0, 2)),
    },
  });
  assert.match(made.key, /^sk-or-v1-[0-9a-f]{64}$/);
  assert.equal(made.data.hash, createHash('sha256').update(made.key).digest('hex'));
  assert.equal(made.data.limit, 5);
});
await step('what the key says of itself', async () => {
  const self = (await client(made.key).apiKeys.getCurrentKeyMetadata()).data;
  assert.equal(self.isManagementKey, false);
  assert.equal(self.limitRemaining, 5);
  assert.equal((await manager.apiKeys.getCurrentKeyMetadata()).data.isManagementKey, true);
});
await step('list, with and without offset', async () => {
  const all = (await manager.apiKeys.list({ includeDisabled: true })).data;
  assert.ok(all.some((one) => one.hash === made.data.hash));
  assert.equal((await manager.apiKeys.list({ offset: all.length })).data.length, 0);
});
await step('get', async () => {
  assert.equal((await manager.apiKeys.get({ hash: made.data.hash })).data.name, 'sdk');
});
const hello = { model: 'keymaster/hello', messages: [{ role: 'user', content: 'hi' }] };
await step('chat', async () => {
  const answer = await client(made.key).chat.send({ chatRequest: { ...hello, stream: false } });
  assert.equal(answer.choices[0].message.content, 'Hello there');
});
await step('chat as a stream', async () => {
  let text = '';
  for await (const part of await client(made.key).chat.send({ chatRequest: { ...hello, stream: true } })) {
    text += part.choices[0]?.delta?.content ?? '';
  }
  assert.equal(text, 'Hello there');
});
await step('credits', async () => assert.ok((await manager.credits.getCredits()).data.totalUsage > 0));
await step('disable and enable', async () => {
  const change = (disabled) => manager.apiKeys.update({ hash: made.data.hash, requestBody: { disabled } });
  assert.equal((await change(true)).data.disabled, true);
  await rejects(client(made.key).apiKeys.getCurrentKeyMetadata(), errors.UnauthorizedResponseError);
  assert.equal((await change(false)).data.disabled, false);
});
await step('delete', async () => {
  assert.equal((await manager.apiKeys.delete({ hash: made.data.hash })).deleted, true);
  await rejects(manager.apiKeys.get({ hash: made.data.hash }), errors.NotFoundResponseError);
  await rejects(client(made.key).chat.send({ chatRequest: hello }), errors.UnauthorizedResponseError);
});
await step('typed errors', async () => {
  await rejects(user.apiKeys.create({ requestBody: { name: 'no' } }), errors.ForbiddenResponseError);
  await rejects(manager.apiKeys.create({ requestBody: { name: '' } }), errors.BadRequestResponseError);
  await fault('GET /key', 'status', { status: 429, retryAfter: '1' });
  await rejects(user.apiKeys.getCurrentKeyMetadata(), errors.OpenRouterError, (e) => assert.equal(e.statusCode, 429));
  await fault('GET /keys', 'status', { status: 500 });
  await rejects(manager.apiKeys.list(), errors.InternalServerResponseError);
});
end();
