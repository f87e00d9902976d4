import { readdirSync, readFileSync } from 'node:fs';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { codeFrame } from '../diagnostic/frame.ts';
import { fileSource } from '../diagnostic/source.ts';
import { evaluate, exportScenario, runHere, validateWith } from '../hindcast.ts';
import type { ErrorExample } from '../reference/error-reference.ts';
import { createPageCompiler } from '../tests/support/page.ts';
import { readSetUps, runSetUp } from './set-ups.ts';

const SCENARIOS = new URL('../tests/cases/', import.meta.url);
const LABELED = new URL('../tests/cases/labeled/', import.meta.url);
const PAGES = new URL('../markdown/cases/', import.meta.url);

/** A model that can't be exported. */
const SHARES = `scenario: shares
state: { share: 0.5 }
processes: { p: { steps: [{ id: halve, set: { share: share / 2.0 } }] } }
`;

/** The first diagnostic with each code in the tests' case files and setups, as JSON. */
export async function errorExamples(): Promise<string> {
  const examples: Record<string, ErrorExample> = {};
  const add = (one: Diagnostic, text: string, file: string | null): void => {
    const hint = one.hint ?? null;
    examples[one.code] ??= { message: one.message, hint, file, frame: codeFrame(text, one) };
  };
  for (const name of filesOf(SCENARIOS, '.txt')) {
    const text = readFileSync(new URL(name, SCENARIOS), 'utf8').split('---- findings\n')[0]!;
    for (const one of evaluate(fileSource(name, text)).diagnostics) add(one, text, null);
  }
  for (const name of filesOf(LABELED, '.txt')) {
    const text = readFileSync(new URL(name, LABELED), 'utf8').split('---- findings\n')[0]!;
    const validated = await validateWith(runHere, fileSource(name, text));
    for (const one of validated?.diagnostics ?? []) add(one, text, null);
  }
  const compile = await createPageCompiler(['other-incident']);
  for (const name of filesOf(PAGES, '.md')) {
    const text = readFileSync(new URL(name, PAGES), 'utf8');
    for (const one of (await compile(name, text)).diagnostics) add(one, text, null);
  }
  for (const setUp of readSetUps()) {
    const { diagnostics, textOf } = await runSetUp(setUp);
    for (const one of diagnostics) add(one, textOf(one.span.file), one.span.file);
  }
  const exported = exportScenario(fileSource('shares.yaml', SHARES), {
    variant: 'base',
    to: 'promela',
    file: 'shares.yaml',
  });
  for (const one of exported.diagnostics) add(one, SHARES, null);
  const sorted = Object.entries(examples).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`;
}

function filesOf(folder: URL, ending: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort();
}
