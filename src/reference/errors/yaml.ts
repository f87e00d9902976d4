import { errorTexts } from './error.ts';

/** Findings about YAML and about the shape of what is written in it. */
export const YAML_ERRORS = errorTexts({
  'yaml/alias': [
    'An alias',
    'Aliases (`*name`) are not read: a value stands where it is used. Write it out.',
  ],
  'yaml/anchor': [
    'An anchor',
    'Anchors (`&name`) are not read, since there are no aliases. An expression that begins with `&` goes into quotes.',
  ],
  'yaml/big-integer': [
    'A whole number that is too large',
    'Numbers beyond 9,007,199,254,740,991 can not be held exactly, so they would change without a word.',
  ],
  'yaml/duplicate-key': [
    'A key that stands twice',
    'YAML would keep the last one and drop the other silently. Keep one of them.',
  ],
  'yaml/empty': [
    'Nothing to read',
    'The block or the file holds no value. Write at least the id: `scenario: name`.',
  ],
  'yaml/key-type': [
    'A key that is no word',
    'Keys are plain words or strings, not lists, maps or numbers with a meaning.',
  ],
  'yaml/lost-comment': [
    'A comment that may be none',
    'A ` #` begins a comment, so the rest of the line is lost. Put the value in quotes, or the comment on a line of its own.',
  ],
  'yaml/merge-key': ['A merge key', 'Merge keys (`<<`) are not read. Write the keys out.'],
  'yaml/several-documents': [
    'A second document',
    'A line `---` begins another YAML document. Use one block for each scenario.',
  ],
  'yaml/split-by-comma': [
    'An expression that a comma splits',
    'In `{ ... }` and `[ ... ]` a comma ends the value, so a call such as `max(a, b)` falls apart. Put it in quotes; `hindcast check --fix` does that.',
  ],
  'yaml/syntax': [
    'Text that is no YAML',
    'The most frequent cause is an expression that holds a sign with a meaning in YAML: put it in quotes. Further syntax errors are told once this one is gone.',
  ],
  'yaml/tag': [
    'An expression that YAML takes for a tag',
    'A value that begins with `!` is a tag to YAML and would vanish. Put it in quotes; `hindcast check --fix` does that.',
  ],
  'yaml/too-deep': ['Nested too deep', 'Maps and lists can be nested up to a limit that no model needs.'],
  'yaml/too-large': [
    'Too much text in one block',
    'A block has a limit on its length. Split the model into several scenarios.',
  ],
  'yaml/too-many': ['Too many values in one block', 'A block has a limit on the number of its values.'],
  'yaml/unsafe-key': [
    'A key with a meaning in JavaScript',
    'Names such as `constructor` are refused everywhere. Choose another one.',
  ],
  'schema/missing-key': [
    'A key is missing',
    'The map lacks a key that it can not do without. The language reference lists what is required.',
  ],
  'schema/unknown-key': [
    'A key that means nothing here',
    'Nothing is ignored silently: a misspelt key would be a change that has no effect. The hint names the nearest key that is known here.',
  ],
  'schema/value': [
    'A value of the wrong kind',
    'The key is known, but this is not what it takes: a word in place of a number, a number without a unit, a list in place of a map.',
  ],
});
