import type { JsonDocument } from '../reading/json.ts';
import type { TimeOptions } from '../times/column.ts';
import type { ImportedRecord } from './record.ts';

/** Command-line options that apply to all sources. */
export interface ReadOptions extends TimeOptions {
  /** True to keep people's names. */
  readonly names: boolean;
  /** Id or name of the incident, if a file has several. */
  readonly incident: string | null;
  /** Name of the Slack channel, if an export has several. */
  readonly channel: string | null;
  /** Slack workspace, for links to messages. Example: `larkspur` for larkspur.slack.com. */
  readonly workspace: string | null;
  /** Slack reactions that mark a message as an entry. */
  readonly marks: readonly string[];
}

/** A JSON document of a source, with its kind: `incident`, `log entries`. */
export interface SourceDocument extends JsonDocument {
  readonly kind: string;
}

/** A tool whose JSON files can be imported. */
export interface JsonSource {
  readonly name: string;
  /** The kind of document in a JSON value, or null if it isn't from this source. Never throws. */
  kindOf(value: unknown): string | null;
  /**
   * Reads all documents of this source together, because most tools split an incident across several responses.
   *
   * @throws ImportError if a document has the wrong shape, or a page is missing
   */
  read(documents: readonly SourceDocument[], options: ReadOptions): ImportedRecord;
}

/** A row of a CSV file. */
export interface Row {
  readonly cells: readonly string[];
  /** Line in the file where the row begins, counting from 1. */
  readonly line: number;
}

/** A tool whose CSV files can be imported. */
export interface CsvSource {
  readonly name: string;
  /** True if a file with this header is from this source. */
  fits(header: readonly string[]): boolean;
  /** @throws ImportError if a row can't be read */
  read(file: string, header: readonly string[], rows: readonly Row[], options: ReadOptions): ImportedRecord;
}

/** A folder or an archive. Its files are read one at a time. */
export interface FileTree {
  /** Name to show in messages. */
  readonly name: string;
  /** Paths relative to the tree's root, with forward slashes. */
  readonly paths: readonly string[];
  /**
   * A file's bytes, which are valid until the next call.
   *
   * @throws ImportError if the file is too large or damaged
   */
  read(path: string): Promise<Uint8Array>;
}
