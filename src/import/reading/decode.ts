import { notText } from './diagnostics.ts';

/** A file as text, without its byte order mark and with `\n` as line breaks. */
export interface TextFile {
  /** The file's name, as given on the command line. */
  readonly file: string;
  readonly text: string;
}

/** The encoding that a file's first bytes declare. Excel and Grafana write UTF-16. */
export function encodingOf(start: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

/**
 * Decodes a whole file.
 *
 * @throws ImportError if the bytes aren't text in the declared encoding
 */
export function decode(file: string, bytes: Uint8Array): TextFile {
  try {
    const text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
    if (text.includes('\0')) throw notText(file);
    return { file, text: text.replaceAll('\r\n', '\n') };
  } catch {
    throw notText(file);
  }
}
