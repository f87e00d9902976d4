import { type CollectionEntry, getCollection, render } from 'astro:content';
import { bodies } from 'virtual:hindcast/options';
import { keyOf } from '../cache/file-cache.ts';
import { JsonCache } from '../cache/json-cache.ts';
import type { StoredBody } from '../markdown/compile-page.ts';
import { newestFirst, type WriteUp } from './record/write-up.ts';

type Entry = CollectionEntry<'incidents'> | CollectionEntry<'guides'>;

const stored = new JsonCache<StoredBody>(new URL(bodies));

/** A write-up whose body is read from its file when needed. */
export class StoredWriteUp implements WriteUp {
  readonly #entry: CollectionEntry<'incidents'>;

  constructor(entry: CollectionEntry<'incidents'>) {
    this.#entry = entry;
  }

  get id(): string {
    return this.#entry.id;
  }

  get file(): string | undefined {
    return this.#entry.filePath;
  }

  get incident(): WriteUp['incident'] {
    return this.#entry.data.incident;
  }

  get timeline(): WriteUp['timeline'] {
    return this.#entry.data.timeline;
  }

  get findings(): WriteUp['findings'] {
    return this.#entry.data.findings;
  }

  get scenarios(): WriteUp['scenarios'] {
    return bodyOf(this.#entry).scenarios;
  }

  get models(): WriteUp['models'] {
    return bodyOf(this.#entry).models;
  }

  get markdown(): string {
    return bodyOf(this.#entry).markdown;
  }

  /** A key that changes with the write-up's data. Undefined if it has pictures, which can change separately. */
  get cacheKey(): string | undefined {
    const { data, filePath } = this.#entry;
    return data.pictures === false ? keyOf(data, filePath) : undefined;
  }

  render(): ReturnType<typeof render> {
    return renderStored(this.#entry);
  }
}

/** All write-ups in the edition, latest first. */
export async function allWriteUps(): Promise<StoredWriteUp[]> {
  const entries: CollectionEntry<'incidents'>[] = await getCollection('incidents');
  return newestFirst(entries.map((entry) => new StoredWriteUp(entry)));
}

/** Renders a page's body, like Astro's `render`. */
export function renderStored(entry: Entry): ReturnType<typeof render> {
  const { html, headings, imagePaths } = bodyOf(entry);
  return render({ ...entry, rendered: { html, metadata: { headings, imagePaths } } });
}

/** @throws Error if the body's file is missing or damaged */
function bodyOf({ id, data: { body } }: Entry): StoredBody {
  const found = body === null ? null : stored.read(body);
  if (found === null) throw new Error(`the cached body of ${id} is missing or damaged; build the site again`);
  return found;
}
