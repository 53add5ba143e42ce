import * as assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../src/answers';
import { Spans } from '../src/spans';

const VALUE = `sk-canary-${'9f3a7c1b'.repeat(3)}`;

function found(line: number, column: number, length: number): Finding {
  return { id: '', line, column, length, rule: '', title: '', held: undefined };
}

function text(of: string, finding: Finding): string | undefined {
  const span = new Spans(of).of(finding);
  return span && of.slice(span.from, span.to);
}

test('columns are bytes, offsets are UTF-16', () => {
  const before = 'a = "é😀漢"; key = "';
  const column = Buffer.byteLength(before) + 1;
  assert.equal(text(`\n${before}${VALUE}"`, found(2, column, VALUE.length)), VALUE);
});

test('a carriage return is a part of the line', () => {
  assert.equal(text(`x\r\n${VALUE}\r\n`, found(2, 1, VALUE.length)), VALUE);
  assert.equal(text(`x\r${VALUE}\n`, found(1, 3, VALUE.length)), VALUE);
});

test('what does not stand by itself is marked to the end of its line', () => {
  assert.equal(text('auth: QmFzZTY0Cg==  \r\nnext', found(1, 7, 0)), 'QmFzZTY0Cg==');
  assert.equal(text('auth: QmFzZTY0Cg==', found(1, 7, 0)), 'QmFzZTY0Cg==');
});

test('what is not in the text stands nowhere', () => {
  for (const finding of [found(3, 1, 1), found(0, 1, 1), found(1, 0, 1), found(1, 3, 1), found(1, 1, 9), found(1, 9, 0)]) {
    assert.equal(text('ab\ncd', finding), undefined);
  }
});
