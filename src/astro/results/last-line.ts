import { stripVTControlCharacters } from 'node:util';

/** Maximum length of text quoted from a process's output, in characters. */
const LONGEST = 200;

const ERROR = /^[\w$.]*(?:Error|ERROR)\b/;
/** Where Node found a syntax error: a separate line before the message. */
const PLACE = /^(?:file:\/\/)?\S*[\\/]([^\\/\s]+:\d+)$/;
const PATH = /(?<![\w./\\])(?:file:\/\/)?(?:[A-Za-z]:)?[\\/](?:[^\s\\/:'"`()]+[\\/])*([^\s\\/:'"`()]+)/g;

/** A process's last error, as one short line without this machine's paths; '' if there was no output. */
export function lastLine(output: string): string {
  const lines = stripVTControlCharacters(output)
    .split(/\r?\n/)
    // Stack frames are indented, and the last line of a crash is Node's version.
    .filter((line) => /^\S/.test(line) && !/^Node\.js v\d/.test(line));
  const error = lines.findLastIndex((line) => ERROR.test(line));
  const said = lines.at(error) ?? '';
  const place = lines
    .slice(0, Math.max(0, error))
    .findLast((line) => PLACE.test(line))
    ?.replace(PLACE, '$1');
  const text = `${said.replace(PATH, '$1')}${place === undefined ? '' : ` (${place})`}`
    .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
    .trim();
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
