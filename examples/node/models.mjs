// Lists the models that a key can use: keymaster run --only openai -- node models.mjs

const base = process.env.OPENAI_BASE_URL ?? 'https://api.openai.com/v1';
const answer = await fetch(`${base}/models`, {
  headers: { authorization: `Bearer ${process.env.OPENAI_API_KEY}` },
});
if (!answer.ok) {
  console.error(`the service answered ${answer.status}`);
  process.exit(1);
}
for (const model of (await answer.json()).data) {
  console.log(model.id);
}
