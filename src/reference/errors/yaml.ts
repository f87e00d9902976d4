import { errorTexts } from './error.ts';

/** Errors in YAML and its keys and values. */
export const YAML_ERRORS = errorTexts({
  'yaml/alias': [
    'Unsupported alias',
    'YAML aliases (`*name`) aren’t supported: values must be written where they are used. Write the value again. An expression that starts with `*` needs quotes.',
  ],
  'yaml/anchor': [
    'Unsupported anchor',
    'YAML anchors (`&name`) aren’t supported, since aliases aren’t either. Remove the anchor. An expression that starts with `&` needs quotes.',
  ],
  'yaml/big-integer': [
    'Integer too large',
    'Integers beyond 9,007,199,254,740,991 can’t be stored exactly, so they would change silently.',
  ],
  'yaml/duplicate-key': [
    'Key defined twice',
    'YAML would silently keep only one of the two values. Remove or rename one of the keys.',
  ],
  'yaml/empty': [
    'Empty block or file',
    'The block or file contains no values. A scenario needs at least an id: `scenario: name`.',
  ],
  'yaml/key-type': ['Invalid key', 'Keys must be plain words or strings, not lists or maps.'],
  'yaml/lost-comment': [
    'Possibly unintended comment',
    'In YAML, ` #` starts a comment, so the rest of the line would be ignored. Put the value in quotes. If it is a comment, put it on a separate line, or add a space after `#`.',
  ],
  'yaml/merge-key': ['Unsupported merge key', 'YAML merge keys (`<<`) aren’t supported. Write the keys out.'],
  'yaml/several-documents': [
    'Second YAML document',
    'A `---` line starts another YAML document. Use one block per scenario.',
  ],
  'yaml/split-by-comma': [
    'Expression split by a comma',
    'In `{ ... }` and `[ ... ]`, a comma ends the value, so YAML splits a call like `max(a, b)`. Put the expression in quotes; `hindcast check --fix` does this for you.',
  ],
  'yaml/syntax': [
    'Invalid YAML',
    'The most common cause is an expression with a character that has a meaning in YAML. Put the expression in quotes. Later syntax errors are reported after you fix this one.',
  ],
  'yaml/tag': [
    'Expression that YAML reads as a tag',
    'YAML reads a value that starts with `!` as a tag, which would disappear. Put the value in quotes; `hindcast check --fix` does this for you.',
  ],
  'yaml/too-deep': [
    'Nested too deeply',
    'Maps and lists can only be nested to a certain depth, which is more than any model needs.',
  ],
  'yaml/too-large': [
    'Block too long',
    'The length of a block is limited. Split the model into several scenarios.',
  ],
  'yaml/too-many': [
    'Too many values in a block',
    'The number of values in a block is limited. Split the model into several scenarios.',
  ],
  'yaml/unsafe-key': [
    'Key with a special meaning in JavaScript',
    'Names like `constructor` aren’t allowed anywhere. Choose another name.',
  ],
  'schema/missing-key': [
    'Missing key',
    'The map is missing a required key. The language reference lists the keys of each map.',
  ],
  'schema/unknown-key': [
    'Unknown key',
    'Unknown keys aren’t ignored, because a misspelled key would then silently have no effect. The hint suggests the nearest key, or lists all keys.',
  ],
  'schema/value': [
    'Invalid value',
    'The key exists, but its value is invalid: for example, it’s a word instead of a number, a number without a unit, or a list instead of a map.',
  ],
});
