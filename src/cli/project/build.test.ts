import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bench, createBench } from '../../tests/support/command.ts';

/** A fake Astro that prints its arguments. For `dev`, it requests an interrupt and runs until interrupted. */
const ASTRO = `
const [command, ...args] = process.argv.slice(2);
console.log(command, ...args, process.env.HINDCAST_EDITION ?? '');
if (command === 'dev' && !args.includes('--port')) {
  process.stderr.write('\\r');
  setInterval(() => {}, 1000);
}
`;

let bench: Bench;
let site: string;

beforeAll(() => {
  bench = createBench();
  bench.write('bare/astro.config.mjs', 'export default {};\n');
  bench.write('site/astro.config.mjs', 'export default {};\n');
  bench.write('site/node_modules/astro/package.json', '{ "name": "astro", "version": "7.0.0" }');
  bench.write('site/node_modules/astro/bin/astro.mjs', ASTRO);
  site = `${bench.folder}/site`;
});

afterAll(() => bench.remove());

test.each(['build', 'dev'])('%s outside of a site is a usage error', async (command) => {
  const { code, err } = await bench.call([command]);
  expect([code, err]).toEqual([
    2,
    'error: there is no astro.config.mjs here\n' +
      '  hint: run this in the site folder, or create a site with `hindcast init`\n',
  ]);
});

test.each(['build', 'dev'])('%s without Astro is a usage error', async (command) => {
  const { code, err } = await bench.callIn(`${bench.folder}/bare`, [command]);
  expect([code, err]).toEqual([
    2,
    "error: Astro isn't installed here\n  hint: run `npm install` in the site folder\n",
  ]);
});

test("build runs the site's Astro, once for each edition", async () => {
  const { code, out, err } = await bench.callIn(`${site}/node_modules`, ['build', '--edition', 'all']);
  expect([code, out, err]).toEqual([0, 'build internal\nbuild public\n', '']);
});

test("dev runs the site's Astro with the port and the host", async () => {
  const { code, out } = await bench.callIn(site, ['dev', '--port', '4000', '--host', '0.0.0.0']);
  expect([code, out]).toEqual([0, 'dev --port 4000 --host 0.0.0.0 \n']);
});

test('dev stops its server on Ctrl-C', async () => {
  const { code, out } = await bench.callIn(site, ['dev'], { interrupts: 1 });
  expect([code, out]).toEqual([0, 'dev \n']);
});

test.each([
  [['build', '--edition', 'secret'], 'Allowed choices are internal, public, all.'],
  [['build', '--as-of', '2026-02-30'], 'Use a date like 2026-03-02.'],
  [['dev', '--port', '70000'], 'Use a whole number from 0 to 65535.'],
  [['dev', '--host', '--open'], 'Use a host name or an IP address.'],
])('%j is a usage error', async (argv, why) => {
  const { code, err } = await bench.call(argv);
  expect(code).toBe(2);
  expect(err).toContain(why);
});
