import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { type Bench, createBench, LEASE } from '../tests/support/command.ts';

let bench: Bench;

beforeAll(() => {
  bench = createBench();
  bench.write('lease.yaml', LEASE);
  bench.write('prose.md', '# Only prose\n');
  bench.write('open.md', `~~~\nText\n~~~~scenario\n${LEASE}\n~~~\n`);
  bench.write(
    'two.md',
    `\`\`\`scenario\n${LEASE}\`\`\`\n\`\`\`scenario\nscenario: idle\nuntil: 1s\n\`\`\`\n`,
  );
  bench.write('binary.yaml', new Uint8Array([0x73, 0x00, 0x01]));
  bench.write('latin.yaml', new Uint8Array([0x74, 0x3a, 0x20, 0xe9]));
  bench.write('empty.yaml', ' \n');
  bench.write('folder/notes.txt', 'nothing');
});

afterAll(() => bench.remove());

describe('reports a usage error', () => {
  test.each<[string, string[], string]>([
    ['unknown command', ['rnu'], "error: unknown command 'rnu'\n(Did you mean run?)\n"],
    [
      'unknown option',
      ['run', 'lease.yaml', '--sed', '1'],
      "error: unknown option '--sed'\n(Did you mean --seed?)\n",
    ],
    ['no file', ['run'], "error: missing required argument 'file'\n"],
    ['missing file', ['run', 'leas.yaml'], "error: `leas.yaml` doesn't exist; did you mean `lease.yaml`?\n"],
    ['missing path', ['check', 'lease.yaml', 'x/y.md'], "error: `x/y.md` doesn't exist\n"],
    ['path below a file', ['check', 'lease.yaml/x'], "error: `lease.yaml/x` doesn't exist\n"],
    ['empty path to check', ['check', ''], 'error: a path argument is empty\n'],
    ['empty path to run', ['run', ''], 'error: a path argument is empty\n'],
    [
      'folder to run',
      ['run', 'folder'],
      'error: `folder` is a folder\n  hint: name a single file; only `hindcast check` accepts folders\n',
    ],
    [
      'binary file',
      ['run', 'binary.yaml'],
      "error: `binary.yaml` isn't a text file: it contains null bytes\n",
    ],
    ['not UTF-8', ['run', 'latin.yaml'], "error: `latin.yaml` isn't UTF-8 text\n"],
    ['empty file', ['run', 'empty.yaml'], 'error: `empty.yaml` is empty\n'],
    ['empty standard input', ['run', '-'], 'error: standard input is empty\n'],
    ['no scenario', ['run', 'prose.md'], 'error: `prose.md` contains no scenario\n'],
    [
      'scenario in an open fence',
      ['run', 'open.md'],
      'error: `open.md` contains no scenario\n  hint: line 3: this `scenario` block is inside the code block that opens on line 1\n',
    ],
    [
      'unknown scenario',
      ['run', 'two.md', '--scenario', 'laese'],
      'error: `two.md` has no scenario named `laese`; did you mean `lease`?\n  hint: available: lease, idle\n',
    ],
    [
      'unknown scenario of a bare file',
      ['run', 'lease.yaml', '--scenario', 'zzz'],
      'error: `lease.yaml` has no scenario named `zzz`\n  hint: available: lease\n',
    ],
    [
      'unknown variant',
      ['run', 'lease.yaml', '--variant', 'longre', '--json'],
      'error: `lease` has no variant named `longre`; did you mean `longer`?\n  hint: available: base, longer, same\n',
    ],
    [
      'unknown variant of several',
      ['run', 'two.md', '--variant', 'longre'],
      'error: `two.md` has no variant named `longre`; did you mean `longer`?\n  hint: available: base, longer, same\n',
    ],
    [
      'unknown variant to explore',
      ['explore', 'lease.yaml', '--variant', 'longre'],
      'error: `lease` has no variant named `longre`; did you mean `longer`?\n  hint: available: base, longer, same\n',
    ],
    [
      'one variant and all',
      ['explore', 'lease.yaml', '--variant', 'longer', '--all-variants'],
      "error: option '--all-variants' cannot be used with option '--variant <id>'\n",
    ],
    [
      'no symmetry to use',
      ['explore', 'lease.yaml', '--symmetry', 'on'],
      "error: `lease` doesn't list any processes with interchangeable instances\n  hint: list them in the scenario: `explore: { symmetry: [worker] }`\n",
    ],
    [
      'unknown switch',
      ['explore', 'lease.yaml', '--reduction', 'yes'],
      "error: option '--reduction <switch>' argument 'yes' is invalid. Allowed choices are on, off.\n",
    ],
    ['nothing to check', ['check', 'folder'], 'error: there are no write-ups or scenarios in `folder`\n'],
    [
      'unknown format',
      ['check', 'lease.yaml', '--format', 'xml'],
      "error: option '--format <format>' argument 'xml' is invalid. Allowed choices are text, json, sarif, github, gitlab.\n",
    ],
    ['control characters', ['run', 'a\u001b[31mb'], "error: `a\ufffd[31mb` doesn't exist\n"],
  ])('%s', async (_, argv, err) => {
    expect(await bench.call(argv)).toEqual({ code: 2, out: '', err });
  });

  test.each(['-1', '1.5', '4294967296', 'x', '', '0x10', '1e3'])('seed %j', async (seed) => {
    const { code, out, err } = await bench.call(['run', 'lease.yaml', `--seed=${seed}`]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('Use a whole number from 0 to 4294967295.');
  });

  test.each(['0', '-1', '1.5', '1e6', '2000000001', '', 'x'])('number of states %j', async (states) => {
    const { code, out, err } = await bench.call(['explore', 'lease.yaml', `--max-states=${states}`]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('Use a whole number from 1 to 2000000000.');
  });

  test('prints help to standard error without a command', async () => {
    const { code, out, err } = await bench.call([]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^Usage: hindcast /);
  });
});

describe('help', () => {
  test('exists for the program and for each command', async () => {
    const all = await bench.call(['--help']);
    expect([all.code, all.err]).toEqual([0, '']);
    expect(all.out).toMatch(
      /check \[options\] \[paths\.\.\.\][\s\S]*run \[options\] <file>[\s\S]*explore \[options\] <file>[\s\S]*Exit status: 0 /,
    );
    expect((await bench.call(['run', '--help'])).out).toContain('an array of objects for several');
  });

  test('prints the version', async () => {
    expect(await bench.call(['--version'])).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' });
  });
});
