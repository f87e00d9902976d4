import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';
import { type Epoch, parseInstant } from '../time/instant.ts';
import { isTimeZone } from '../time/zone.ts';
import { childOf, type ScalarNode, type YamlNode } from '../yaml/node.ts';
import { nearest } from '../yaml/suggest.ts';
import * as say from './diagnostics.ts';

/*
 * Checks of single values on YAML nodes, not on the validated front matter: a misfit elsewhere in the file then hides
 * none of them, and each finding has its place. What is no text is left to the schema.
 */

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const UNSAFE_SCHEME = /^(?:about|blob|chrome|data|file|ftp|javascript|mailto|vbscript):/i;
const ANY_SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

/** The text of a node, or null where it is none. */
export function textOf(node: YamlNode | undefined): ScalarNode | null {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node : null;
}

/** Items of a list; none where the node is no list. */
export function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'list' ? node.items : [];
}

/** A time that a file states: its place, its text and what it means. */
export interface Stated {
  readonly name: string;
  readonly node: ScalarNode;
  readonly at: string;
  readonly epoch: Epoch;
}

/** Reads the time under a key of a map. Null where there is none, or none that can be read: then that is told. */
export function statedTime(source: SourceText, map: YamlNode, key: string, out: Diagnostic[]): Stated | null {
  const node = textOf(childOf(map, key));
  if (node === null) return null;
  const at = String(node.value);
  const epoch = parseInstant(at);
  if (epoch === null) {
    out.push(say.time(source, node, at));
    return null;
  }
  return { name: key, node, at, epoch };
}

/** Tells that `later` lies before `earlier`, if it does. */
export function checkOrder(
  source: SourceText,
  earlier: Stated | null,
  later: Stated | null,
  out: Diagnostic[],
): void {
  if (earlier === null || later === null || later.epoch >= earlier.epoch) return;
  out.push(say.timeOrder(source, later.node, later, earlier));
}

/** A date, or a time with offset. */
export function checkDate(source: SourceText, node: ScalarNode | null, out: Diagnostic[]): void {
  if (node === null) return;
  const written = String(node.value);
  const instant = DATE.test(written) ? `${written}T00:00:00Z` : written;
  if (parseInstant(instant) === null) out.push(say.date(source, node, written));
}

/**
 * A zone of the IANA list. Intl is asked, though pure rooms know no locale: it is the only time zone database that
 * Node carries, whether a name is in it hangs on no locale, and a list of our own would be out of date within a year.
 */
export function checkZone(source: SourceText, node: ScalarNode | null, out: Diagnostic[]): void {
  if (node === null) return;
  const name = String(node.value);
  if (isTimeZone(name)) return;
  out.push(say.zone(source, node, name, nearest(name, Intl.supportedValuesOf('timeZone'))));
}

/** Plain text, or an address that a page may link to. `javascript:` and the like are told, never linked. */
export function checkSource(source: SourceText, node: ScalarNode | null, out: Diagnostic[]): void {
  if (node === null) return;
  const written = String(node.value).trim();
  const address = ANY_SCHEME.test(written) || UNSAFE_SCHEME.test(written);
  if (address && !isWebAddress(written)) out.push(say.url(source, node, written));
}

/** An address that a page links to. */
export function checkLink(source: SourceText, node: ScalarNode | null, out: Diagnostic[]): void {
  if (node === null) return;
  const written = String(node.value);
  if (!isWebAddress(written)) out.push(say.linkUrl(source, node, written));
}

/** Whether a text is an http or https address with a host. */
export function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s/]/i.test(text) && !/\s/.test(text) && URL.canParse(text);
}
