import { type ImportError, type Place, shape, unknownFormat } from '../reading/diagnostics.ts';
import type { JsonElement } from '../reading/json-elements.ts';
import { hasKeys } from '../record/shape.ts';
import { KINDS, type SpanKind, type SpanStore } from './span-store.ts';

/*
 * Only what a scenario needs is read: ids, service names, kinds, times, whether a span failed, and the callee's name on
 * client spans. Names of operations and all other attributes can hold personal data and are never read.
 */

/** Keys of the lists of spans: OpenTelemetry's, Tempo's and Jaeger's. */
export const TRACE_LISTS: ReadonlySet<string> = new Set(['resourceSpans', 'batches', 'data']);

/** What a client span's callee can be called, best first. */
const PEERS = ['peer.service', 'server.address', 'db.namespace'] as const;

/** Name for the service of spans that don't say which one they belong to, as in OpenTelemetry. */
export const UNKNOWN_SERVICE = 'unknown_service';

/** Longest name of a service. */
const MAX_NAME = 200;

/**
 * Adds the spans of one item: OpenTelemetry's spans of one resource, or one of Jaeger's traces.
 *
 * @throws ImportError if a span has the wrong shape
 */
export function readSpans(file: string, { key, value, line }: JsonElement, store: SpanStore): void {
  if (key === 'data') readJaeger({ file, line, path: 'data[].spans[]' }, value, store);
  else readResource({ file, line, path: `${key}[].scopeSpans[].spans[]` }, value, store);
}

/** The place of a span, and the path of the spans in the file. */
interface SpanPlace extends Place {
  readonly path: string;
}

/** What a JSON object without spans is, for the error message. */
export function describeOther(value: unknown): string {
  if (hasKeys(value, 'resourceLogs')) return 'it contains logs';
  if (hasKeys(value, 'resourceMetrics')) return 'it contains metrics';
  return 'it is JSON without `resourceSpans` (OpenTelemetry) or `data` (Jaeger)';
}

type Attributes = ReadonlyMap<string, unknown>;

function readResource(place: SpanPlace, resource: unknown, store: SpanStore): void {
  const attributes = attributesOf(property(property(resource, 'resource'), 'attributes'));
  const service = nameOf(attributes.get('service.name')) ?? UNKNOWN_SERVICE;
  const scopes = property(resource, 'scopeSpans') ?? property(resource, 'instrumentationLibrarySpans');
  for (const scope of list(place, scopes ?? [], '')) {
    for (const span of list(place, property(scope, 'spans') ?? [], '')) {
      const start = nanoseconds(place, span, 'startTimeUnixNano');
      const parent = property(span, 'parentSpanId');
      const kind = kindOfOtlp(property(span, 'kind'));
      const code = property(property(span, 'status'), 'code');
      store.add(place.file, {
        trace: idOf(place, property(span, 'traceId'), 'traceId'),
        id: idOf(place, property(span, 'spanId'), 'spanId'),
        parent: isNoParent(parent) ? null : idOf(place, parent, 'parentSpanId'),
        service,
        kind,
        start,
        duration: nanoseconds(place, span, 'endTimeUnixNano') - start,
        isError: code === 2 || code === 'STATUS_CODE_ERROR',
        isAsync: false,
        peer: kind === 'client' ? peerOf(attributesOf(property(span, 'attributes'))) : null,
      });
    }
  }
}

function readJaeger(place: SpanPlace, trace: unknown, store: SpanStore): void {
  if (hasKeys(trace, 'parent', 'child', 'callCount')) {
    throw unknownFormat(place.file, 'it contains Jaeger’s dependencies, which have no times; export traces');
  }
  if (!hasKeys(trace, 'spans')) throw unknownFormat(place.file, 'the items of `data` aren’t traces');
  const processes = property(trace, 'processes');
  for (const span of list(place, trace['spans'], '')) {
    const process = property(span, 'process') ?? property(processes, String(property(span, 'processID')));
    const tags = tagsOf(property(span, 'tags'));
    const kind = kindNamed(tags.get('span.kind'));
    const references = list(place, property(span, 'references') ?? [], 'references');
    const waits = references.find((one) => property(one, 'refType') === 'CHILD_OF');
    const reference = waits ?? references[0];
    const parent = property(reference ?? span, reference === undefined ? 'parentSpanID' : 'spanID');
    store.add(place.file, {
      trace: idOf(place, property(span, 'traceID'), 'traceID'),
      id: idOf(place, property(span, 'spanID'), 'spanID'),
      parent: isNoParent(parent) ? null : idOf(place, parent, 'references[].spanID'),
      service: nameOf(property(process, 'serviceName')) ?? UNKNOWN_SERVICE,
      kind,
      start: micros(place, span, 'startTime'),
      duration: micros(place, span, 'duration'),
      isError: String(tags.get('error')) === 'true' || tags.get('otel.status_code') === 'ERROR',
      isAsync: reference !== undefined && waits === undefined,
      peer: kind === 'client' ? peerOf(tags) : null,
    });
  }
}

function unexpected(place: SpanPlace, key: string, value: unknown, what: string): ImportError {
  return shape(
    place,
    key === '' ? place.path : `${place.path}.${key}`,
    value === undefined ? 'is missing' : what,
  );
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function list(place: SpanPlace, value: unknown, key: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw unexpected(place, key, value, 'should be a list');
}

function idOf(place: SpanPlace, value: unknown, key: string): string {
  if (typeof value === 'string' && value !== '' && value.length <= 100) return value;
  throw unexpected(place, key, value, 'isn’t an id');
}

/** A root has no parent, an empty one, or one of zeros. */
function isNoParent(value: unknown): boolean {
  return (
    value === undefined || value === null || value === '' || (typeof value === 'string' && /^0+$/.test(value))
  );
}

/** Times are 64-bit integers, which JSON has as text. Digits below a microsecond are dropped. */
function nanoseconds(place: SpanPlace, span: unknown, key: string): number {
  const value = property(span, key);
  if (typeof value === 'string' && /^\d{1,19}$/.test(value)) return Number(value.slice(0, -3));
  if (typeof value === 'number' && value >= 0 && value < 1e19) return Math.floor(value / 1000);
  throw unexpected(place, key, value, 'isn’t a time in nanoseconds since 1970');
}

function micros(place: SpanPlace, span: unknown, key: string): number {
  const value = property(span, key);
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value < 1e16) return value;
  throw unexpected(place, key, value, 'isn’t a number of microseconds');
}

function nameOf(value: unknown): string | null {
  if (typeof value !== 'string' || value.trim() === '') return null;
  return value.trim().slice(0, MAX_NAME);
}

/** OpenTelemetry's attributes that are text and that the importer reads. */
function attributesOf(value: unknown): Attributes {
  const found = new Map<string, unknown>();
  if (!Array.isArray(value)) return found;
  for (const attribute of value) {
    const key = property(attribute, 'key');
    if (key !== 'service.name' && !PEERS.includes(key as (typeof PEERS)[number])) continue;
    found.set(key as string, property(property(attribute, 'value'), 'stringValue'));
  }
  return found;
}

const TAGS: ReadonlySet<unknown> = new Set(['span.kind', 'error', 'otel.status_code', ...PEERS]);

function tagsOf(value: unknown): Attributes {
  const found = new Map<string, unknown>();
  if (!Array.isArray(value)) return found;
  for (const tag of value) {
    const key = property(tag, 'key');
    if (TAGS.has(key)) found.set(key as string, property(tag, 'value'));
  }
  return found;
}

/** An IP address isn't a name, so it's skipped. */
function peerOf(attributes: Attributes): string | null {
  for (const key of PEERS) {
    const name = nameOf(attributes.get(key));
    if (name !== null && !/^[\d.]+$|^\[?[\da-f]*:[\da-f:.]*\]?$/i.test(name)) return name;
  }
  return null;
}

/** Kinds are numbers. Tempo writes their names. */
function kindOfOtlp(value: unknown): SpanKind {
  if (typeof value === 'number') return KINDS[value] ?? 'unspecified';
  return kindNamed(typeof value === 'string' ? value.replace(/^SPAN_KIND_/, '').toLowerCase() : value);
}

function kindNamed(value: unknown): SpanKind {
  return KINDS.find((kind) => kind === value) ?? 'unspecified';
}
