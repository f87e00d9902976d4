import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Entry } from '../../preview/entries.ts';

/*
 * The subset of ZIP that previews need. Archives are written without times and owners, so the same files give the same
 * bytes. They are read strictly, because an archive may be malicious.
 */

/** A file or folder in an archive. Its content is unpacked on demand. */
export interface ZipEntry extends Entry {
  /** @throws ZipError if the content doesn't match its header */
  bytes(): Buffer;
}

/** Thrown if an archive is damaged or uses features that previews don't. In messages, "it" refers to the archive. */
export class ZipError extends Error {}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_LENGTH = 22;
const UTF8 = 0x800;
const DEFLATED = 8;
/** January 1, 1980, the earliest date in the format. */
const DAY = 0x21;
const REGULAR = 0o100644;

/** Packs files by path, in path order. */
export function writeZip(files: ReadonlyMap<string, Uint8Array>): Buffer {
  const parts: Buffer[] = [];
  const index: Buffer[] = [];
  let at = 0;
  for (const [path, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const name = Buffer.from(path, 'utf8');
    const data = deflateRawSync(bytes, { level: 9 });
    // Version, flags, method, time, date, CRC, sizes, lengths: the same in the local header and the central header.
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(UTF8, 2);
    facts.writeUInt16LE(DEFLATED, 4);
    facts.writeUInt16LE(DAY, 8);
    facts.writeUInt32LE(crc32(bytes), 10);
    facts.writeUInt32LE(data.length, 14);
    facts.writeUInt32LE(bytes.length, 18);
    facts.writeUInt16LE(name.length, 22);
    const central = Buffer.alloc(6);
    central.writeUInt32LE(CENTRAL, 0);
    central.writeUInt16LE((3 << 8) | 20, 4);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((REGULAR << 16) >>> 0, 6);
    tail.writeUInt32LE(at, 10);
    index.push(central, facts, tail, name);
    const local = Buffer.alloc(4);
    local.writeUInt32LE(LOCAL, 0);
    parts.push(local, facts, name, data);
    at += 4 + facts.length + name.length + data.length;
  }
  const directory = Buffer.concat(index);
  const end = Buffer.alloc(END_LENGTH);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(files.size, 8);
  end.writeUInt16LE(files.size, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, directory, end]);
}

/**
 * The entries in an archive.
 *
 * @throws ZipError if the archive is damaged, encrypted, split, or uses ZIP64
 */
export function readZip(archive: Buffer): ZipEntry[] {
  return inBounds(() => readDirectory(archive));
}

/** An offset outside the archive means that the archive is damaged. */
function inBounds<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw new ZipError('it is truncated or damaged');
    throw error;
  }
}

function readDirectory(archive: Buffer): ZipEntry[] {
  const end = endOf(archive);
  const count = archive.readUInt16LE(end + 10);
  const start = archive.readUInt32LE(end + 16);
  const whole = archive.readUInt16LE(end + 4) === 0 && archive.readUInt16LE(end + 8) === count;
  if (!whole) throw new ZipError('it is split into several files');
  if (start + archive.readUInt32LE(end + 12) !== end)
    throw new ZipError("its central directory isn't at the end of the file");
  const entries: ZipEntry[] = [];
  let at = start;
  for (let n = 0; n < count; n++) {
    if (archive.readUInt32LE(at) !== CENTRAL) throw new ZipError('its central directory is damaged');
    const length = archive.readUInt16LE(at + 28);
    entries.push(readEntry(archive, at, archive.subarray(at + 46, at + 46 + length)));
    at += 46 + length + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  if (at !== end) throw new ZipError('its central directory has the wrong size');
  return entries;
}

/** Offset of the end record, whose comment ends at the end of the archive. */
function endOf(archive: Buffer): number {
  const first = Math.max(0, archive.length - END_LENGTH - 0xffff);
  for (let at = archive.length - END_LENGTH; at >= first; at--) {
    if (archive.readUInt32LE(at) !== END) continue;
    if (at + END_LENGTH + archive.readUInt16LE(at + 20) === archive.length) return at;
  }
  throw new ZipError("it isn't a ZIP archive");
}

function readEntry(archive: Buffer, at: number, rawName: Buffer): ZipEntry {
  const flags = archive.readUInt16LE(at + 8);
  const method = archive.readUInt16LE(at + 10);
  const check = archive.readUInt32LE(at + 16);
  const packed = archive.readUInt32LE(at + 20);
  const size = archive.readUInt32LE(at + 24);
  const offset = archive.readUInt32LE(at + 42);
  const name = nameOf(rawName);
  if ((flags & 0x2041) !== 0) throw new ZipError(`${JSON.stringify(name)} is encrypted`);
  if (method !== 0 && method !== DEFLATED)
    throw new ZipError(`${JSON.stringify(name)} uses an unsupported compression method`);
  if (size === 0xffffffff || packed === 0xffffffff || offset === 0xffffffff) {
    throw new ZipError(`${JSON.stringify(name)} is too large`);
  }
  return {
    name,
    size,
    kind: kindOf(name, archive.readUInt32LE(at + 38)),
    bytes: () =>
      inBounds(() =>
        unpacked(name, dataOf(archive, rawName, { name, offset, packed }), { method, size, check }),
      ),
  };
}

/** An entry's packed bytes, after the second copy of its header. */
function dataOf(
  archive: Buffer,
  rawName: Buffer,
  { name, offset, packed }: { name: string; offset: number; packed: number },
): Buffer {
  if (archive.readUInt32LE(offset) !== LOCAL) throw new ZipError(`${JSON.stringify(name)} is damaged`);
  const length = archive.readUInt16LE(offset + 26);
  const own = archive.subarray(offset + 30, offset + 30 + length);
  if (!own.equals(rawName)) throw new ZipError(`${JSON.stringify(name)} has two names`);
  const start = offset + 30 + length + archive.readUInt16LE(offset + 28);
  const data = archive.subarray(start, start + packed);
  if (data.length !== packed) throw new ZipError(`${JSON.stringify(name)} is truncated`);
  return data;
}

function unpacked(
  name: string,
  data: Buffer,
  { method, size, check }: { method: number; size: number; check: number },
): Buffer {
  let bytes = data;
  if (method === DEFLATED) {
    try {
      // Stops a decompression bomb before memory runs out.
      bytes = inflateRawSync(data, { maxOutputLength: Math.max(1, size) });
    } catch {
      throw new ZipError(`${JSON.stringify(name)} is damaged, or larger than its header says`);
    }
  }
  if (bytes.length !== size || crc32(bytes) !== check) {
    throw new ZipError(`${JSON.stringify(name)} doesn't match its header`);
  }
  return bytes;
}

function nameOf(raw: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    throw new ZipError("a file name in the archive isn't valid UTF-8");
  }
}

/** Based on the Unix mode in the upper half and the DOS folder flag. */
function kindOf(name: string, attributes: number): Entry['kind'] {
  const type = (attributes >>> 16) & 0o170000;
  if (type === 0o120000) return 'link';
  if (type === 0o040000 || name.endsWith('/') || (attributes & 0x10) !== 0) return 'folder';
  return type === 0 || type === 0o100000 ? 'file' : 'other';
}
