import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';
import { type Epoch, parseInstant } from '../time/instant.ts';
import { isTimeZone } from '../time/zone.ts';
import { childOf, type ScalarNode, type YamlNode } from '../yaml/node.ts';
import { nearest } from '../yaml/suggest.ts';
import * as say from './diagnostics.ts';

/*
 * Checks for single values. They use YAML nodes instead of validated front matter, so that errors elsewhere in the file
 * don't hide their diagnostics, and so that each diagnostic has a position. The schema checks values that aren't text.
 */

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const UNSAFE_SCHEME = /^(?:about|blob|chrome|data|file|ftp|javascript|mailto|vbscript):/i;
const ANY_SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

/** The node if it's text, otherwise null. */
export function textOf(node: YamlNode | undefined): ScalarNode | null {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node : null;
}

/** The node and its value if it's text or a number, otherwise null. */
export function filledOf(node: YamlNode | undefined): { node: ScalarNode; value: string | number } | null {
  if (node?.kind !== 'scalar' || (typeof node.value !== 'string' && typeof node.value !== 'number'))
    return null;
  return { node, value: node.value };
}

/** A list's items; empty if the node isn't a list. */
export function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'list' ? node.items : [];
}

/** A time in a file: its key, its position, the original text, and the parsed value. */
export interface WrittenTime {
  readonly key: string;
  readonly node: ScalarNode;
  readonly at: string;
  readonly epoch: Epoch;
}

/** Reads the time at a map's key. Returns null if it's missing or invalid. Invalid times are reported. */
export function timeUnder(
  source: SourceText,
  map: YamlNode,
  key: string,
  out: Diagnostic[],
): WrittenTime | null {
  const node = textOf(childOf(map, key));
  return node === null ? null : timeAt(source, node, key, out);
}

/** Reads a time. Returns null if it's invalid, which is reported. */
export function timeAt(
  source: SourceText,
  node: ScalarNode,
  key: string,
  out: Diagnostic[],
): WrittenTime | null {
  const at = String(node.value);
  const epoch = parseInstant(at);
  if (epoch === null) {
    out.push(say.time(source, node, at));
    return null;
  }
  return { key, node, at, epoch };
}

/** Reports `later` if it's before `earlier`. */
export function checkOrder(
  source: SourceText,
  earlier: WrittenTime | null,
  later: WrittenTime | null,
  out: Diagnostic[],
): void {
  if (earlier === null || later === null || later.epoch >= earlier.epoch) return;
  out.push(say.timeOrder(source, later.node, later, earlier));
}

/** Checks a date, or a time with an offset. */
export function checkDate(source: SourceText, node: ScalarNode | null, out: Diagnostic[]): void {
  if (node === null) return;
  const written = String(node.value);
  const instant = DATE.test(written) ? `${written}T00:00:00Z` : written;
  if (parseInstant(instant) === null) out.push(say.date(source, node, written));
}

/**
 * Checks an IANA time zone. This pure module is allowed to use Intl, since it's Node's only time zone database, the
 * result doesn't depend on the locale, and a list in this repository would soon be out of date.
 */
export function checkZone(source: SourceText, node: ScalarNode | null, out: Diagnostic[]): void {
  if (node === null) return;
  const name = String(node.value);
  if (isTimeZone(name)) return;
  out.push(say.zone(source, node, name, nearest(name, Intl.supportedValuesOf('timeZone'))));
}

/** Checks plain text or an http(s) address. `javascript:` and other schemes are reported, never linked. */
export function checkSource(source: SourceText, node: ScalarNode | null, out: Diagnostic[]): void {
  if (node === null) return;
  const written = String(node.value).trim();
  const address = ANY_SCHEME.test(written) || UNSAFE_SCHEME.test(written);
  if (address && !isWebAddress(written)) out.push(say.url(source, node, written));
}

export function checkLink(source: SourceText, node: ScalarNode | null, out: Diagnostic[]): void {
  if (node === null) return;
  const written = String(node.value);
  if (!isWebAddress(written)) out.push(say.linkUrl(source, node, written));
}

/** True for an http or https address with a host. */
export function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s/]/i.test(text) && !/\s/.test(text) && URL.canParse(text);
}
