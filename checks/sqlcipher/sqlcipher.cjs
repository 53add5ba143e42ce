// The real SQLCipher 4, of the tests: sqlcipher.cjs make|alter FILE with the passphrase on standard input.
// in pieces: this file is copied to where no test secret may be left behind
const mark = ['sk', 'canary', ''].join('-');
const fs = require('node:fs');
const { default: Database } = require('@signalapp/sqlcipher');

const [, , task, file] = process.argv;
const phrase = fs.readFileSync(0, 'utf8').replaceAll("'", "''");
const db = new Database(file);
db.pragma(`key = '${phrase}'`);

const rows = (sql) => db.prepare(sql).all();

if (task === 'make') {
  db.pragma('journal_mode = DELETE');
  db.exec('CREATE TABLE visits(id INTEGER PRIMARY KEY, page TEXT)');
  db.exec('CREATE TABLE tokens(id INTEGER PRIMARY KEY, name TEXT UNIQUE, secret TEXT, seen REAL)');
  const insert = db.prepare('INSERT INTO tokens(name, secret, seen) VALUES($name, $secret, $seen)');
  for (let i = 0; i < 60; i++) {
    insert.run({ name: `token-${i}`, secret: `${mark}${String(i).padStart(120, '0')}`, seen: i / 7 });
  }
  insert.run({ name: 'long token', secret: mark + '0123456789abcdef'.repeat(700), seen: null });
} else {
  const told = {
    version: db.pragma('cipher_version')[0].cipher_version,
    damage: db.pragma('cipher_integrity_check'),
    integrity: db.pragma('integrity_check')[0].integrity_check,
    foreign: db.pragma('foreign_key_check'),
    pages: fs.statSync(file).size / 4096,
    schema: rows("SELECT sql FROM sqlite_schema WHERE type = 'table'").map((row) => row.sql),
    export: rows("SELECT name FROM export ORDER BY name").map((row) => row.name),
    keys: rows('SELECT environment, name, service, expires, note FROM keys ORDER BY id'),
    versions: rows('SELECT key, number, state, typeof(value) AS type, CAST(value AS TEXT) AS text FROM versions'),
    tags: rows('SELECT key, tag FROM tags'),
  };
  db.exec("UPDATE versions SET value = value || 'f5' WHERE state = 'current'");
  db.exec('VACUUM');
  process.stdout.write(JSON.stringify(told));
}
db.close();
