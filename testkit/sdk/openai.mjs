// OpenAI's own client against the stand-in that plays OpenAI.
import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { admin, base, end, fault, key, rejects, step } from './standin.mjs';

const client = (apiKey) => new OpenAI({ apiKey, adminAPIKey: admin, baseURL: base, maxRetries: 0 });
const user = client(key);
const organization = user.admin.organization;
const project = 'proj_standin';
const inProject = { project_id: project };
let account;
let second;

await step('models', async () => {
  const ids = [];
  for await (const model of user.models.list()) ids.push(model.id);
  assert.deepEqual(ids, ['gpt-hello']);
  assert.equal((await user.models.retrieve('gpt-hello')).owned_by, 'system');
});
await step('projects', async () => {
  const ids = [];
  for await (const one of organization.projects.list()) ids.push(one.id);
  assert.deepEqual(ids, [project]);
});
await step('service account with its first key', async () => {
  account = await organization.projects.serviceAccounts.create(project, { name: 'ci' });
  assert.match(account.api_key.value, /^sk-svcacct-/);
  assert.equal((await client(account.api_key.value).models.list()).data.length, 1);
});
await step('a second key, then the end of the first', async () => {
  second = await organization.projects.serviceAccounts.apiKeys.create(account.id, {
    ...inProject, name: 'ci-2', scopes: ['api.model.read'], expires_in_seconds: 3600,
  });
  assert.ok(second.expires_at > second.created_at);
  const gone = await organization.projects.apiKeys.delete(account.api_key.id, inProject);
  assert.equal(gone.deleted, true);
  await rejects(client(account.api_key.value).models.list(), OpenAI.AuthenticationError);
  assert.equal((await client(second.value).models.list()).data.length, 1);
});
await step('keys, page by page', async () => {
  const names = [];
  for await (const one of organization.projects.apiKeys.list(project, { limit: 2 })) names.push(one.name);
  assert.deepEqual(names, ['ci-2', 'page-3', 'page-2', 'page-1', 'page-0', 'first']);
  const one = await organization.projects.apiKeys.retrieve(second.id, inProject);
  assert.equal(one.owner.service_account.id, account.id);
});
await step('a key gets an end', async () => {
  const changed = await organization.projects.apiKeys.update(second.id, { ...inProject, expires_in_seconds: 60 });
  assert.ok(changed.expires_at > 0);
});
await step('service accounts', async () => {
  const ids = [];
  for await (const one of organization.projects.serviceAccounts.list(project)) ids.push(one.id);
  assert.deepEqual(ids, [account.id]);
  assert.equal((await organization.projects.serviceAccounts.retrieve(account.id, inProject)).name, 'ci');
});
await step('chat, whole and as a stream', async () => {
  const hello = { model: 'gpt-hello', messages: [{ role: 'user', content: 'hi' }] };
  assert.equal((await user.chat.completions.create(hello)).choices[0].message.content, 'Hello there');
  let text = '';
  for await (const part of await client(second.value).chat.completions.create({ ...hello, stream: true })) {
    text += part.choices[0]?.delta?.content ?? '';
  }
  assert.equal(text, 'Hello there');
});
const now = Math.floor(Date.now() / 1000);
await step('costs and usage, page by page', async () => {
  const results = [];
  let page;
  do {
    const got = await organization.usage.costs({
      start_time: now - 20 * 86400, bucket_width: '1d', group_by: ['api_key_id'], limit: 7, ...(page ? { page } : {}),
    });
    results.push(...got.data.flatMap((bucket) => bucket.results));
    page = got.has_more ? got.next_page : undefined;
  } while (page);
  assert.ok(results.some((one) => one.api_key_id === second.id && one.amount.value > 0));
  const used = await organization.usage.completions({ start_time: now - 86400, group_by: ['api_key_id'] });
  assert.ok(used.data.flatMap((bucket) => bucket.results).some((one) => one.num_model_requests > 0));
});
await step('admin keys', async () => {
  const made = await organization.adminAPIKeys.create({ name: 'second', expires_in_seconds: 3600 });
  assert.match(made.value, /^sk-admin-/);
  const names = [];
  for await (const one of organization.adminAPIKeys.list({ limit: 1 })) names.push(one.name);
  assert.deepEqual(names, ['admin', 'second']);
  assert.equal((await organization.adminAPIKeys.retrieve(made.id)).id, made.id);
  assert.equal((await organization.adminAPIKeys.delete(made.id)).deleted, true);
});
await step('the end of an account is the end of its keys', async () => {
  assert.equal((await organization.projects.serviceAccounts.delete(account.id, inProject)).deleted, true);
  await rejects(client(second.value).models.list(), OpenAI.AuthenticationError);
});
await step('typed errors', async () => {
  await rejects(client('nothing').models.list(), OpenAI.AuthenticationError, (e) => {
    assert.equal(e.code, 'invalid_api_key');
    assert.ok(e.requestID);
  });
  const wrong = new OpenAI({ apiKey: key, adminAPIKey: key, baseURL: base, maxRetries: 0 });
  await rejects(wrong.admin.organization.adminAPIKeys.list(), OpenAI.PermissionDeniedError);
  await rejects(organization.projects.apiKeys.delete('key_none', inProject), OpenAI.NotFoundError);
  await rejects(organization.usage.costs({ start_time: now, limit: 999 }), OpenAI.BadRequestError);
  await fault('GET /models', 'status', { status: 429, retryAfter: '1' });
  await rejects(user.models.list(), OpenAI.RateLimitError);
  await fault('GET /models', 'status', { status: 503 });
  await rejects(user.models.list(), OpenAI.InternalServerError);
  await fault('GET /models', 'cut');
  await rejects(user.models.list(), OpenAI.APIConnectionError);
});
end();
