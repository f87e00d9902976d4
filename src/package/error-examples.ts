import { readdirSync, readFileSync } from 'node:fs';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { codeFrame } from '../diagnostic/frame.ts';
import { fileSource } from '../diagnostic/source.ts';
import { evaluate } from '../hindcast.ts';
import { createPageCompiler } from '../markdown/page-fixture.ts';

interface Example {
  message: string;
  hint: string | null;
  frame: string;
}

const SCENARIOS = new URL('../tests/cases/', import.meta.url);
const PAGES = new URL('../markdown/cases/', import.meta.url);

/** The first finding of each code in the case files of the tests, as it is told there. */
export async function errorExamples(): Promise<string> {
  const examples: Record<string, Example> = {};
  const add = (text: string, diagnostics: readonly Diagnostic[]): void => {
    for (const one of diagnostics) {
      examples[one.code] ??= { message: one.message, hint: one.hint ?? null, frame: codeFrame(text, one) };
    }
  };
  for (const name of filesOf(SCENARIOS, '.txt')) {
    const text = readFileSync(new URL(name, SCENARIOS), 'utf8').split('---- findings\n')[0]!;
    add(text, evaluate(fileSource(name, text)).diagnostics);
  }
  const compile = await createPageCompiler(['other-incident']);
  for (const name of filesOf(PAGES, '.md')) {
    const text = readFileSync(new URL(name, PAGES), 'utf8');
    add(text, (await compile(name, text)).diagnostics);
  }
  const sorted = Object.entries(examples).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`;
}

function filesOf(folder: URL, ending: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort();
}
