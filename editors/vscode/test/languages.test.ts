import * as assert from 'node:assert/strict';
import { test } from 'node:test';
import { insertion, isDotenv, readsVariables, replacement } from '../src/languages';

const VALUE = 'VALUE';
const TARGET = { reference: 'km://dev/openai', variable: 'OPENAI_API_KEY' };

/** Replaces VALUE in a line. */
function replaced(id: string, file: string, line: string): string {
  const from = line.indexOf(VALUE);
  const edit = replacement(id, file, line, { from, to: from + VALUE.length }, TARGET);
  return line.slice(0, edit.from) + edit.text + line.slice(edit.to);
}

const CASES: readonly (readonly [string, string, string, string])[] = [
  ['javascript', 'a.js', `const key = "VALUE";`, 'const key = process.env.OPENAI_API_KEY;'],
  ['typescript', 'a.ts', `f('VALUE')`, 'f(process.env.OPENAI_API_KEY)'],
  ['typescript', 'a.ts', '`Bearer VALUE`', '`Bearer ${process.env.OPENAI_API_KEY}`'],
  ['typescript', 'a.ts', `"Bearer VALUE"`, `"Bearer " + process.env.OPENAI_API_KEY + ""`],
  ['typescript', 'a.ts', `say("it's", "VALUE")`, `say("it's", process.env.OPENAI_API_KEY)`],
  ['typescript', 'a.ts', `say("a\\"b", "VALUE")`, `say("a\\"b", process.env.OPENAI_API_KEY)`],
  ['typescript', 'a.ts', `// the key is VALUE`, '// the key is km://dev/openai'],
  ['python', 'a.py', `key = "VALUE"`, `key = os.environ["OPENAI_API_KEY"]`],
  ['python', 'a.py', `key = b"VALUE"`, `key = b"" + os.environ["OPENAI_API_KEY"] + ""`],
  ['go', 'a.go', `key := "VALUE"`, `key := os.Getenv("OPENAI_API_KEY")`],
  ['rust', 'a.rs', `let key = "VALUE";`, `let key = std::env::var("OPENAI_API_KEY").expect("OPENAI_API_KEY");`],
  ['rust', 'a.rs', `let key = "Bearer VALUE";`, `let key = "Bearer km://dev/openai";`],
  ['java', 'A.java', `String key = "VALUE";`, `String key = System.getenv("OPENAI_API_KEY");`],
  ['php', 'a.php', `$h = 'Bearer VALUE';`, `$h = 'Bearer ' . getenv('OPENAI_API_KEY') . '';`],
  ['shellscript', 'a.sh', 'export KEY=VALUE', 'export KEY="$OPENAI_API_KEY"'],
  ['shellscript', 'a.sh', `export KEY='VALUE'`, `export KEY="$OPENAI_API_KEY"`],
  ['shellscript', 'a.sh', 'curl -H "Bearer VALUE"', 'curl -H "Bearer ${OPENAI_API_KEY}"'],
  ['shellscript', '.env', 'export KEY=VALUE', 'export KEY=km://dev/openai'],
  ['dotenv', '.env.local', 'KEY="VALUE" # x', 'KEY="km://dev/openai" # x'],
  ['plaintext', 'notes.txt', 'use VALUE', 'use km://dev/openai'],
  ['json', 'a.json', '{"key": "VALUE"}', '{"key": "km://dev/openai"}'],
  ['yaml', 'a.yaml', 'key: VALUE', 'key: km://dev/openai'],
  ['yaml', 'docker-compose.yml', 'KEY: VALUE', 'KEY: ${OPENAI_API_KEY}'],
  ['dockercompose', 'compose.prod.yaml', 'KEY: "VALUE"', 'KEY: "${OPENAI_API_KEY}"'],
];

for (const [id, file, line, expected] of CASES) {
  test(`${id} ${file}: ${line}`, () => assert.equal(replaced(id, file, line), expected));
}

test('sources read a variable, other files hold a reference', () => {
  assert.equal(insertion('python', 'a.py', TARGET), 'os.environ["OPENAI_API_KEY"]');
  assert.equal(insertion('shellscript', '.env', TARGET), 'km://dev/openai');
  assert.equal(insertion('yaml', 'compose.yaml', TARGET), '${OPENAI_API_KEY}');
  assert.equal(insertion('toml', 'a.toml', TARGET), 'km://dev/openai');
  assert.ok(readsVariables('python', 'a.py') && readsVariables('yaml', 'compose.yaml'));
  assert.ok(!readsVariables('shellscript', '.env') && !readsVariables('json', 'a.json'));
});

test('.env files are told by their names', () => {
  assert.ok(isDotenv('.env') && isDotenv('.env.production'));
  assert.ok(!isDotenv('env') && !isDotenv('.environment') && !isDotenv('.envrc'));
});
