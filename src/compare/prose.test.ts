import { describe, expect, test } from 'vitest';
import { compareProse, sentencesIn } from './prose.ts';

describe('sentences of Markdown', () => {
  test('are units of paragraphs, headings, list items, table rows and lines of code', () => {
    const text =
      '## What happened\nA release emptied\nthe cache. It took 18 min, e.g. for pages.\n\n- One. Two!\n- Three\n\n| a | b |\n|---|---|\n\n```sh\necho one. Two\n\nexit\n```\n> Quoted.';
    expect(sentencesIn(text)).toEqual([
      '## What happened',
      'A release emptied the cache.',
      'It took 18 min, e.g. for pages.',
      '- One.',
      'Two!',
      '- Three',
      '| a | b |',
      '|---|---|',
      '```sh',
      'echo one. Two',
      'exit',
      '```',
      '> Quoted.',
    ]);
  });
});

describe('a comparison of prose', () => {
  const text = 'A release emptied the cache. Users saw errors.\n\nThe cache filled again.';

  test('shows the changed sentence before and after', () => {
    expect(compareProse(text, text.replace('A release', 'Release 214'))).toEqual([
      { before: 'A release emptied the cache.', after: 'Release 214 emptied the cache.' },
    ]);
    expect(compareProse(text, text.replace('emptied the cache', 'cleared the cache, at nine'))).toEqual([
      { before: 'A release emptied the cache.', after: 'A release cleared the cache, at nine.' },
    ]);
  });

  test('shows added and removed sentences', () => {
    expect(
      compareProse(text, text.replace('Users saw errors.', 'Users saw errors. Nobody was paged.')),
    ).toEqual([{ before: null, after: 'Nobody was paged.' }]);
    expect(compareProse(text, text.replace(' Users saw errors.', ''))).toEqual([
      { before: 'Users saw errors.', after: null },
    ]);
  });

  test('does not pair sentences that have little in common', () => {
    expect(compareProse('Users saw errors.', 'The database was slow.')).toEqual([
      { before: 'Users saw errors.', after: null },
      { before: null, after: 'The database was slow.' },
    ]);
  });

  test('ignores line breaks and other white space', () => {
    expect(compareProse(text, text.replace('emptied the', 'emptied\n  the'))).toEqual([]);
  });

  test('cuts long sentences to the words around the change', () => {
    const long = `${'so many words come before the change '.repeat(5)}18 min${' and then as many after it'.repeat(6)}.`;
    const [change] = compareProse(long, long.replace('18', '25'));
    expect(change).toEqual({
      before: '… many words come before the change 18 min and then as many after …',
      after: '… many words come before the change 25 min and then as many after …',
    });
  });

  test('keeps the order of the text', () => {
    const many = Array.from({ length: 300 }, (_, i) => `Sentence ${i} of the text.`);
    const changed = many.map((one, i) => (i % 100 === 7 ? one.replace('Sentence', 'Line') : one));
    expect(compareProse(many.join(' '), changed.join(' ')).map(({ after }) => after)).toEqual([
      'Line 7 of the text.',
      'Line 107 of the text.',
      'Line 207 of the text.',
    ]);
  });
});
