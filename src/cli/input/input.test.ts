import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Io } from '../terminal/io.ts';
import { readInput } from './input.ts';

/** How `readInput` classifies text from standard input. */
async function kindOf(text: string): Promise<string> {
  const stdin = Readable.from([Buffer.from(text)]);
  return (await readInput('-', { stdin, cwd: '/' } as unknown as Io)).kind;
}

const BLOCK = '```scenario\nscenario: a\n```\n';

describe('standard input', () => {
  it.each([
    ['a bare scenario', 'scenario: a\n', 'scenario'],
    ['a bare scenario after a document start', '---\nscenario: a\n---\n', 'scenario'],
    ['text with front matter', '---\ntitle: A\n---\n', 'write-up'],
    ['a block', BLOCK, 'write-up'],
    ['a block after text', `Text.\n\n\n${BLOCK}`, 'write-up'],
    ['a block in a quoted list', `> - ${BLOCK}`, 'write-up'],
    ['a block with tildes and a space', '~~~~ scenario\n', 'write-up'],
    ['a block in another language', '```yaml\nscenario: a\n```\n', 'scenario'],
  ])('recognizes %s', async (_, text, kind) => {
    expect(await kindOf(text)).toBe(kind);
  });

  it.each(['\n', ' \n', '>', '> \n', '- ', '`', '```\n', 'scenario ', '---\n'])(
    'reads a megabyte of %j in linear time',
    async (part) => {
      expect(await kindOf(part.repeat(1_000_000 / part.length))).toMatch(/scenario|write-up/);
    },
  );
});
