/** Lists phrases that read like a translation: `node src/tests/english/scan.ts [folder or file ...]`. Exits with 1 if there are any. */
import { textsBelow } from './texts.ts';
import { hitsOf } from './words.ts';

const wanted = process.argv.slice(2).map((path) => path.replace(/^\.\//, '').replace(/\/$/, ''));
let count = 0;
for (const { path, text } of textsBelow()) {
  if (wanted.length > 0 && !wanted.some((start) => path === start || path.startsWith(`${start}/`))) continue;
  for (const { line, phrase, text: shown, instead } of hitsOf(path, text)) {
    count++;
    process.stdout.write(`${path}:${line} "${phrase}" -> ${instead}\n    ${shown.slice(0, 160)}\n`);
  }
}
process.stdout.write(`${count} ${count === 1 ? 'phrase' : 'phrases'}\n`);
process.exitCode = count === 0 ? 0 : 1;
