import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Entry } from '../../preview/entries.ts';

/*
 * The subset of ZIP that previews and imports need. Archives are written without times and owners, so the same files
 * give the same bytes. They are read strictly, because an archive may be malicious.
 */

/** A file or folder in an archive. Its content is unpacked on demand. */
export interface ZipEntry extends Entry {
  /** @throws ZipError if the content doesn't match its header */
  bytes(): Buffer;
}

/** An archive's bytes. Only requested parts are in memory, so archives can be large. */
export interface ArchiveBytes {
  readonly length: number;
  /** The bytes from `start` to `end`, or to the end of the archive if that comes first. */
  slice(start: number, end: number): Buffer;
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

/** Packs files into an archive, sorted by path. */
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
  return readZipOf({ length: archive.length, slice: (start, end) => archive.subarray(start, end) });
}

/**
 * The entries in an archive that isn't in memory.
 *
 * @throws ZipError for the same reasons as `readZip`
 */
export function readZipOf(archive: ArchiveBytes): ZipEntry[] {
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

function readDirectory(archive: ArchiveBytes): ZipEntry[] {
  const { end, record } = endOf(archive);
  const count = record.readUInt16LE(10);
  const start = record.readUInt32LE(16);
  const whole = record.readUInt16LE(4) === 0 && record.readUInt16LE(8) === count;
  if (!whole) throw new ZipError('it is split into several files');
  if (start + record.readUInt32LE(12) !== end)
    throw new ZipError("its central directory isn't at the end of the file");
  const directory = archive.slice(start, end);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let n = 0; n < count; n++) {
    if (directory.readUInt32LE(at) !== CENTRAL) throw new ZipError('its central directory is damaged');
    const length = directory.readUInt16LE(at + 28);
    entries.push(
      readEntry(archive, directory, at, Buffer.from(directory.subarray(at + 46, at + 46 + length))),
    );
    at += 46 + length + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  if (at !== directory.length) throw new ZipError('its central directory has the wrong size');
  return entries;
}

/** The end record and its offset. Its comment extends to the end of the archive. */
function endOf(archive: ArchiveBytes): { end: number; record: Buffer } {
  const first = Math.max(0, archive.length - END_LENGTH - 0xffff);
  const tail = archive.slice(first, archive.length);
  for (let at = tail.length - END_LENGTH; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END) continue;
    if (at + END_LENGTH + tail.readUInt16LE(at + 20) === tail.length) {
      return { end: first + at, record: tail.subarray(at) };
    }
  }
  throw new ZipError("it isn't a ZIP archive");
}

function readEntry(archive: ArchiveBytes, directory: Buffer, at: number, rawName: Buffer): ZipEntry {
  const flags = directory.readUInt16LE(at + 8);
  const method = directory.readUInt16LE(at + 10);
  const check = directory.readUInt32LE(at + 16);
  const packed = directory.readUInt32LE(at + 20);
  const size = directory.readUInt32LE(at + 24);
  const offset = directory.readUInt32LE(at + 42);
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
    kind: kindOf(name, directory.readUInt32LE(at + 38)),
    bytes: () =>
      inBounds(() =>
        unpacked(name, dataOf(archive, rawName, { name, offset, packed }), { method, size, check }),
      ),
  };
}

/** An entry's packed bytes, after the second copy of its header. */
function dataOf(
  archive: ArchiveBytes,
  rawName: Buffer,
  { name, offset, packed }: { name: string; offset: number; packed: number },
): Buffer {
  const header = archive.slice(offset, offset + 30);
  if (header.readUInt32LE(0) !== LOCAL) throw new ZipError(`${JSON.stringify(name)} is damaged`);
  const length = header.readUInt16LE(26);
  const own = archive.slice(offset + 30, offset + 30 + length);
  if (!own.equals(rawName)) throw new ZipError(`${JSON.stringify(name)} has two names`);
  const start = offset + 30 + length + header.readUInt16LE(28);
  const data = archive.slice(start, start + packed);
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

/** Based on the Unix mode in the upper half of `attributes` and the DOS folder flag. */
function kindOf(name: string, attributes: number): Entry['kind'] {
  const type = (attributes >>> 16) & 0o170000;
  if (type === 0o120000) return 'link';
  if (type === 0o040000 || name.endsWith('/') || (attributes & 0x10) !== 0) return 'folder';
  return type === 0 || type === 0o100000 ? 'file' : 'other';
}
