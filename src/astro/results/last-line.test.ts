import { expect, test } from 'vitest';
import { lastLine } from './last-line.ts';

const SYNTAX = `file:///srv/one/hindcast/src/engine/run.ts:512
export const half = ;
                    ^

SyntaxError: Unexpected token ';'
    at compileSourceTextModule (node:internal/modules/esm/utils:346:16)
    at ModuleLoader.moduleStrategy (/srv/one/node:internal/modules:99:18)

Node.js v24.21.0
`;

test.each([
  ['nothing', '', ''],
  ['a syntax error with its place', SYNTAX, "SyntaxError: Unexpected token ';' (run.ts:512)"],
  [
    'paths lose their folders',
    "Error: Cannot find module '/srv/one/hindcast/src/x.ts' imported from file:///srv/one/b.ts\n    at x\n",
    "Error: Cannot find module 'x.ts' imported from b.ts",
  ],
  [
    'paths of Windows lose their folders',
    "Error: ENOENT, open 'C:\\Users\\one\\x.ts'\n",
    "Error: ENOENT, open 'x.ts'",
  ],
  ['the last of several errors', 'RangeError: a\nTypeError: b\nat the end\n', 'TypeError: b'],
  ['the last line if none is an error', 'first\nassertion failed: a/b\n\n', 'assertion failed: a/b'],
  ['no styles of a terminal', '\u001b[31mError: red\u001b[39m\u0007', 'Error: red'],
])('repeats one line: %s', (_what, output, line) => {
  expect(lastLine(output)).toBe(line);
});

test('repeats no more than a line’s worth', () => {
  expect(lastLine(`Error: ${'x'.repeat(10_000)}`)).toHaveLength(201);
});
