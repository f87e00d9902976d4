import { ERRORS, type ErrorExample, exampleOf } from '../../reference/error-reference.ts';
import { nearest } from '../../yaml/suggest.ts';
import { EXIT, type Io, UsageError } from '../terminal/io.ts';
import { styleFor, wrap } from '../terminal/print.ts';

/**
 * `hindcast explain`: prints what an error code means, how to fix the error, and an example.
 *
 * @returns exit status
 * @throws UsageError if the code doesn't exist
 */
export function explain(code: string, io: Io): number {
  const text = ERRORS[code];
  if (text === undefined) throw unknownCode(code);
  const { paint, width } = styleFor(io.stdout, io.env);
  const example = exampleOf(code);
  const lines = [
    ...wrap(`${code}: ${text.title}`, width).map((line) => paint('heading', line)),
    '',
    ...wrap(text.explanation, width),
    ...(example === null ? [] : ['', 'Example:', '', ...exampleLines(code, example, width)]),
  ];
  io.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.ok;
}

function exampleLines(code: string, { message, hint, file, frame }: ErrorExample, width: number): string[] {
  return [
    ...wrap(`${file === null ? '' : `${file}: `}${code}: ${message}`, width),
    ...frame.split('\n'),
    ...(hint === null ? [] : wrap(`hint: ${hint}`, width - 2).map((line) => `  ${line}`)),
  ];
}

/** Suggests the most similar code, with or without the part before the slash. */
function unknownCode(code: string): UsageError {
  const codes = Object.keys(ERRORS);
  const lastPart = (one: string): string => one.slice(one.indexOf('/') + 1);
  const part = nearest(lastPart(code), codes.map(lastPart));
  const near = nearest(code, codes) ?? codes.find((one) => lastPart(one) === part) ?? null;
  return new UsageError(
    `there is no error code \`${code}\`${near === null ? '' : `; did you mean \`${near}\`?`}`,
    'to read about all codes: hindcast docs errors',
  );
}
