import {
  createConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { serve } from '../lsp/server.ts';
import { EXIT } from './io.ts';
import { createWholeCheck } from './whole-check.ts';

/**
 * `hindcast lsp`: serves one editor through standard input and output until it says that it is done or goes away.
 *
 * @returns exit code
 */
export async function lsp(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Promise<number> {
  const whole = createWholeCheck();
  const connection = createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(input),
    new StreamMessageWriter(output),
  );
  serve(connection, whole.check);
  const ended = new Promise<void>((resolve) => {
    connection.onExit(resolve);
    input.once('end', resolve);
    input.once('close', resolve);
  });
  connection.listen();
  await ended;
  await whole.close();
  return EXIT.fine;
}
