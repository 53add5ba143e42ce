// Google's own clients against the stand-in that plays Google: the token service, the API Keys API, and Gemini.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { ApiKeysClient } from '@google-cloud/apikeys';
import { JWT, OAuth2Client } from 'google-auth-library';
import { admin, base, end, fault, key, rejects, step } from './standin.mjs';

const file = JSON.parse(admin);
const here = new URL(base);
const scope = 'https://www.googleapis.com/auth/cloud-platform';
// The client knows one address of the token service, and no other.
const fetchImplementation = (url, init) => fetch(new URL(new URL(url).pathname + new URL(url).search, here), init);

const account = (scopes = [scope], secret = file.private_key) => new JWT({
  email: file.client_email, key: secret, keyId: file.private_key_id, scopes, transporterOptions: { fetchImplementation },
});
// Left to itself the client signs its requests instead of asking for a token.
const exchanged = async (jwt) => {
  const authClient = new OAuth2Client();
  authClient.setCredentials(await jwt.authorize());
  return authClient;
};
const client = (authClient) => new ApiKeysClient({
  fallback: true, protocol: here.protocol.slice(0, -1), apiEndpoint: here.hostname, port: Number(here.port),
  authClient, projectId: file.project_id,
});
const parent = `projects/${file.project_id}/locations/global`;
const quick = {
  longrunning: { initialRetryDelayMillis: 5, retryDelayMultiplier: 1, maxRetryDelayMillis: 5, totalTimeoutMillis: 20000 },
};
const done = async ([operation]) => {
  assert.equal(operation.done ?? false, false);
  return (await operation.promise())[0];
};
const says = (status, canonical) => (error) => {
  assert.equal(error.status, status, error.message);
  assert.equal(JSON.parse(error.message).error.status, canonical);
};
const once = { retry: { retryCodes: [] }, ...quick };
let signedIn;
let manager;
let made;

await step('token', async () => {
  signedIn = await exchanged(account());
  assert.equal(signedIn.credentials.token_type, 'Bearer');
  assert.ok(signedIn.credentials.expiry_date > Date.now() + 3000000);
  manager = client(signedIn);
});
await step('create', async () => {
  made = await done(await manager.createKey({
    parent, keyId: 'by-sdk', key: { displayName: 'sdk', restrictions: { apiTargets: [{ service: 'translate.googleapis.com' }] } },
  }, quick));
  assert.match(made.name, /^projects\/[0-9]+\/locations\/global\/keys\/by-sdk$/);
  assert.match(made.keyString, /^AQ\./);
  assert.equal(made.restrictions.apiTargets[0].service, 'translate.googleapis.com');
});
await step('get, and its value', async () => {
  assert.equal((await manager.getKey({ name: made.name }))[0].uid, made.uid);
  const [{ keyString }] = await manager.getKeyString({ name: made.name });
  assert.equal(keyString, made.keyString);
  const [owner] = await manager.lookupKey({ keyString });
  assert.equal(owner.name, made.name);
});
await step('list, in pages', async () => {
  const all = [];
  let request = { parent, pageSize: 4 };
  for (let pages = 0; request; pages += 1) {
    const [page, next] = await manager.listKeys(request, { autoPaginate: false });
    all.push(...page);
    request = next;
    assert.ok(pages < 2);
  }
  assert.equal(all.length, 6);
  assert.ok(all.some((one) => one.name === made.name));
});
await step('update by a mask', async () => {
  const updated = await done(await manager.updateKey({
    key: { name: made.name, displayName: 'renamed' }, updateMask: { paths: ['display_name'] },
  }, quick));
  assert.equal(updated.displayName, 'renamed');
  assert.equal(updated.restrictions.apiTargets.length, 1);
  assert.notEqual(updated.etag, made.etag);
});
await step('delete and undelete', async () => {
  const deleted = await done(await manager.deleteKey({ name: made.name }, quick));
  assert.ok(deleted.deleteTime.seconds > 0);
  assert.equal((await manager.listKeys({ parent }))[0].length, 5);
  assert.equal((await manager.listKeys({ parent, showDeleted: true }))[0].length, 6);
  await rejects(manager.deleteKey({ name: made.name }, once), Error, says(404, 'NOT_FOUND'));
  assert.equal((await done(await manager.undeleteKey({ name: made.name }, quick))).deleteTime, null);
});
await step('typed errors', async () => {
  await rejects(manager.createKey({ parent, keyId: 'by-sdk', key: {} }, once), Error, says(409, 'ALREADY_EXISTS'));
  await rejects(manager.createKey({ parent, keyId: 'Not-One', key: {} }, once), Error, says(400, 'INVALID_ARGUMENT'));
  await rejects(manager.deleteKey({ name: made.name, etag: 'old' }, once), Error, says(409, 'ABORTED'));
  await rejects(manager.getKey({ name: `${parent}/keys/none` }, once), Error, says(404, 'NOT_FOUND'));
  await rejects(manager.listKeys({ parent: 'projects/other/locations/global' }, once), Error, (error) => {
    assert.equal(JSON.parse(error.message).error.details[0].reason, 'IAM_PERMISSION_DENIED');
  });
  await fault('GET /v2/projects/{project}/locations/{location}/keys/{key}', 'status', { status: 429 });
  await rejects(manager.getKey({ name: made.name }, once), Error, says(429, 'RESOURCE_EXHAUSTED'));
});
await step('scopes and signatures', async () => {
  const reader = client(await exchanged(account([`${scope}.read-only`])));
  assert.ok((await reader.listKeys({ parent }))[0].length > 0);
  await rejects(reader.deleteKey({ name: made.name }, once), Error, says(403, 'PERMISSION_DENIED'));
  await rejects(account(['https://www.googleapis.com/auth/drive']).authorize(), Error, (error) => {
    assert.equal(error.response.data.error, 'invalid_scope');
  });
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const forged = account([scope], privateKey.export({ type: 'pkcs8', format: 'pem' }));
  await rejects(forged.authorize(), Error, (error) => {
    assert.equal(error.response.data.error_description, 'Invalid JWT Signature.');
  });
});
await step('a key bound to a service account, and Gemini', async () => {
  const order = {
    displayName: 'bound', serviceAccountEmail: process.env.STANDIN_SERVICE_ACCOUNT,
    restrictions: { apiTargets: [{ service: 'generativelanguage.googleapis.com' }] },
  };
  const url = (path) => new URL(path, here).href;
  const { data: begun } = await signedIn.request({ url: url(`/v2/${parent}/keys?keyId=bound`), method: 'POST', data: order });
  let operation = begun;
  while (!operation.done) {
    operation = (await signedIn.request({ url: url(`/v2/${operation.name}`) })).data;
  }
  assert.equal(operation.response.serviceAccountEmail, order.serviceAccountEmail);
  const shown = await signedIn.request({ url: url(`/v2/${operation.response.name}/keyString`) });
  const ask = (value) => fetch(url('/v1beta/models?pageSize=1'), { headers: { 'x-goog-api-key': value } });
  assert.equal((await ask(shown.data.keyString)).status, 200);
  assert.equal((await ask(key)).status, 200);
  assert.equal((await ask(`${key}x`)).status, 400);
});
end();
