/*
 * Random write-ups with words that must not be published. A page's public parts depend only on its seed. Its internal
 * parts and everything that is dropped also depend on the twin. Therefore, both twins must have the same public bytes.
 */

/** Selects one of two versions of a page's internal parts. */
export type Twin = 'canary' | 'other';

/** A seeded generator of numbers below 1. */
function randomFrom(seed: number): () => number {
  let state = (seed * 2654435761 + 0x9e3779b9) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Random choices from a seed. */
class Draws {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomFrom(seed);
  }

  below(count: number): number {
    return Math.floor(this.#random() * count);
  }

  chance(share: number): boolean {
    return this.#random() < share;
  }

  one<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }

  several<T>(least: number, most: number, make: () => T): T[] {
    return Array.from({ length: least + this.below(most - least + 1) }, make);
  }
}

const WORDS = 'orders failed while the cache was cold and retries rose again after noon'.split(' ');

const LEASE = `until: 1h
state: { up: true }
processes: { holder: { steps: [{ id: lose, delay: 10m, set: { up: false }, say: loses it }] } }
marks: { lost: '!up' }`;

/** Front matter keys that have text values. */
const TEXT_KEYS = ['incident_type', 'owner', 'trigger'] as const;
const LIST_KEYS = [
  'services',
  'regions',
  'categories',
  'symptoms',
  'root_causes',
  'contributing_factors',
  'went_well',
  'went_wrong',
  'got_lucky',
  'open_questions',
] as const;
const NAME_KEYS = ['authors', 'reviewers'] as const;

/** A random write-up. */
export function generatedPage(seed: number, twin: Twin): string {
  return new PageWriter(seed, twin).page();
}

class PageWriter {
  /** Random choices for public parts. */
  readonly #open: Draws;
  /** Random choices for internal parts. */
  readonly #closed: Draws;
  readonly #twin: Twin;
  /** Number of words and of public ids so far. */
  #count = 0;
  #ids = 0;

  constructor(seed: number, twin: Twin) {
    this.#open = new Draws(seed);
    this.#closed = new Draws(twin === 'canary' ? seed + 1_000_003 : seed + 2_000_003);
    this.#twin = twin;
  }

  page(): string {
    const everything = this.#open.chance(0.4);
    const bodyIsPublic = everything || this.#open.chance(0.5);
    const timeline = this.#open.chance(0.6);
    const front = this.#front(everything, [
      ...(bodyIsPublic ? ['body'] : []),
      ...(timeline ? ['timeline'] : []),
    ]);
    const parts = this.#open.several(2, 6, () => this.#publicBlock());
    if (this.#open.chance(0.5)) parts.push(this.#timeline());
    if (this.#open.chance(0.15)) parts.push(this.#scenario());
    const body = parts.flatMap((part) => (this.#open.chance(0.5) ? [part, this.#internalPart()] : [part]));
    const whole = bodyIsPublic
      ? body.join('\n\n')
      : `${this.#secretBlocks()}\n\n<!-- public -->\n\n${body.join('\n\n')}\n\n<!-- /public -->\n\n${this.#secretBlocks()}`;
    return `---\n${front}---\n\n${whole}\n`;
  }

  // Words

  /** A word that must not be published. */
  secret(): string {
    return `${this.#twin}${this.#count++}q`;
  }

  #secrets(): string {
    return this.#closed
      .several(1, 4, () => (this.#closed.chance(0.2) ? `"${this.secret()}` : this.secret()))
      .join(' ');
  }

  #words(): string {
    return this.#open.several(2, 6, () => this.#open.one(WORDS)).join(' ');
  }

  #quoted(): string {
    return this.#open.chance(0.2) ? `"${this.#words()}"` : this.#words();
  }

  // Front matter

  #front(everything: boolean, parts: readonly string[]): string {
    const lines: string[] = [];
    const shown: string[] = [];
    const hidden: string[] = [];
    const add = (key: string, open: () => string, closed: () => string): void => {
      if (this.#open.chance(0.3)) return;
      const isShown = this.#open.chance(0.5);
      (isShown ? shown : hidden).push(key);
      lines.push(
        `${key}: ${isShown ? open() : closed()}${this.#open.chance(0.3) ? ` # ${this.secret()}` : ''}`,
      );
    };
    for (const key of TEXT_KEYS)
      add(
        key,
        () => `'${this.#words()}'`,
        () => this.secret(),
      );
    for (const key of NAME_KEYS)
      add(
        key,
        () => `[${this.#words()}]`,
        () => `[${this.secret()}]`,
      );
    for (const key of LIST_KEYS)
      add(
        key,
        () => this.#texts(),
        () => `[${this.secret()}, ${this.secret()}]`,
      );
    add(
      'actions',
      () =>
        `[{ id: one, title: ${this.#words()}, owner: ${this.secret()}, ticket: ${this.secret()}, internal: [owner, ticket] }, ${this.#hiddenAction()}]`,
      () => `[${this.#hiddenAction()}]`,
    );
    add(
      'impact',
      () =>
        `[{ who: us, text: ${this.#words()}, value: 3, unit: ${this.secret()}, source: ${this.secret()}, internal: [unit, source] }, { who: ${this.secret()}, text: ${this.secret()}, visibility: internal }]`,
      () =>
        `[{ who: ${this.secret()}, text: ${this.secret()}, value: ${1 + this.#closed.below(1000)}, unit: ${this.secret()} }]`,
    );
    add(
      'detected_at',
      () => '2026-03-02T09:05:00Z',
      () => `2026-03-02T09:${10 + this.#closed.below(40)}:00Z`,
    );
    add(
      'roles',
      () => `[{ role: ${this.#words()}, who: us }]`,
      () => `[{ role: ${this.secret()}, who: ${this.secret()} }]`,
    );
    add(
      'links',
      () => `[{ title: ${this.#words()}, url: https://open.example/ }]`,
      () => `[{ title: ${this.secret()}, url: https://${this.secret()}.example/ }]`,
    );
    add(
      'history',
      () => `[{ at: 2026-03-05, text: ${this.#words()}, by: us }]`,
      () => `[{ at: 2026-04-0${1 + this.#closed.below(9)}, text: ${this.secret()}, by: ${this.secret()} }]`,
    );
    const visibility = everything
      ? `public: everything\ninternal: [${hidden.join(', ')}]`
      : `public: [${[...shown, ...parts].join(', ')}]`;
    return `title: ${this.#words()}\nsummary: ${this.#words()}\nseverity: SEV2\nstatus: published\nvisibility: public\nstarted_at: 2026-03-02T09:00:00Z\n${visibility}\n${lines.join('\n')}\n`;
  }

  #texts(): string {
    const items = this.#open.several(1, 3, () => this.#words());
    if (this.#open.chance(0.5)) {
      items.splice(this.#open.below(items.length + 1), 0, `{ text: ${this.secret()}, visibility: internal }`);
    }
    return `[${items.join(', ')}]`;
  }

  #hiddenAction(): string {
    return `{ id: ${this.secret()}, title: ${this.secret()}, owner: ${this.secret()}, visibility: internal }`;
  }

  // Public text around internal parts

  #publicBlock(): string {
    const { below } = { below: this.#open.below(14) };
    const inline = (): string => this.#inline();
    switch (below) {
      case 0:
        return `## ${inline()}`;
      case 1:
        return `- ${inline()}\n- ${inline()}\n  <!-- internal -->\n  ${this.#indented('  ')}\n  <!-- /internal -->\n- ${inline()}`;
      case 2:
        return `> ${inline()}\n>\n> <!-- internal -->\n>\n> ${this.#indented('> ')}\n>\n> <!-- /internal -->`;
      case 3:
        return `| ${inline()} | b |\n|---|---|\n| ${inline()} | ${this.#words()} | ${this.secret()} |`;
      case 4:
        return `\`\`\`js ${this.secret()}\n${this.#words()}()\n\`\`\``;
      case 5:
        return `${this.#words()}.[^${this.#ids++}]\n\n[^${this.#ids - 1}]: ${inline()}`;
      case 6:
        return `${inline()}\n\n[${this.secret()}]: https://${this.secret()}.example "${this.secret()}"`;
      case 7:
        return `${inline()}\n\n[^${this.secret()}]: ${this.secret()}`;
      case 8:
        return this.#dropped();
      case 9:
        return `<details>\n<summary>${this.#words()}</summary>\n\n${inline()}\n\n</details>`;
      case 10:
        return `1. ${inline()}\n   > ${inline()}\n   >\n   > - ${inline()}`;
      default:
        return `${inline()} ${inline()}`;
    }
  }

  /** Words, some of them internal or dropped. */
  #inline(): string {
    const words = this.#quoted();
    switch (this.#open.below(10)) {
      case 0:
      case 1:
      case 2:
        return `${words} <!-- internal -->${this.#secretInline()}<!-- /internal --> ${this.#quoted()}`;
      case 3:
        return `${words} <!-- note ${this.secret()} -->`;
      case 4:
        return `${words} <b class="${this.secret()}" onclick="${this.secret()}" data-x="${this.secret()}">${this.#words()}</b>`;
      case 5:
        return `${words} **x<!--internal-->${this.#secretInline()}<!--/internal-->** [${this.#words()}](https://open.example/)`;
      case 6:
        return `${words} <?x ${this.secret()} ?> and <![CDATA[${this.secret()}]]>`;
      default:
        return words;
    }
  }

  #dropped(): string {
    const secret = this.#secrets().replaceAll('"', '');
    switch (this.#open.below(6)) {
      case 0:
        return `<script>${secret}</script>`;
      case 1:
        return `<style>${secret}</style>`;
      case 2:
        return `<template>\n\n${this.#secretBlocks(false)}\n\n</template>`;
      case 3:
        return `<!-- note\n${secret}\n-->`;
      case 4:
        return `<svg><title>${secret}</title></svg>`;
      default:
        return `<p style="${secret}" title="${this.#words()}">${this.#words()}</p>`;
    }
  }

  #timeline(): string {
    const at = this.#open.below(50);
    const seen = `- { id: began${this.#ids++}, at: 2026-03-02T09:${String(at).padStart(2, '0')}:00Z, kind: impact, text: ${this.#words()}, actor: ${this.secret()}, evidence: ${this.secret()}, visibility: public, internal: [actor, evidence] }`;
    const hidden = this.#closed.several(
      1,
      3,
      () =>
        `- { id: ${this.secret()}, at: 2026-03-02T08:0${this.#closed.below(10)}:00Z, kind: response, actor: ${this.secret()}, text: ${this.secret()}, evidence: https://${this.secret()}.example/, visibility: internal }`,
    );
    const comments = this.#closed.several(0, 3, () => `# ${this.secret()}`);
    return ['```timeline', ...comments, seen, ...hidden, '```'].join('\n');
  }

  #scenario(): string {
    const comments = this.#closed.several(0, 3, () => `# ${this.secret()}`);
    const id = `model${this.#ids++}`;
    return [
      '```scenario',
      ...comments,
      `scenario: ${id} # ${this.secret()}`,
      'visibility: public',
      LEASE,
      '```',
    ].join('\n');
  }

  // Internal text

  #internalPart(): string {
    return `<!-- internal -->\n\n${this.#secretBlocks()}\n\n<!-- /internal -->`;
  }

  /** @param complete false where everything is dropped, including definitions and footnotes */
  #secretBlocks(complete = true): string {
    return this.#closed.several(1, 4, () => this.#secretBlock(complete)).join('\n\n');
  }

  #secretBlock(complete: boolean): string {
    const word = this.secret();
    switch (this.#closed.below(complete ? 13 : 6)) {
      case 0:
        return `# ${word} ${this.#secretInline(complete)}`;
      case 1:
        return `- ${word}\n\n- ${this.#secretInline(complete)}\n  1. ${word}`;
      case 2:
        return `| ${word} |\n|---|\n| ${word} |`;
      case 3:
        return `<p title="${word}">${word}</p>`;
      case 4:
        return `> ${this.#secretInline(complete)}`;
      case 5:
        // A missing image is an error even where it's dropped.
        return complete ? `![${word}](./${word}.png "${word}")` : `*${word}*`;
      case 6:
        return `\`\`\`js ${word}\n"${word}"\n\`\`\``;
      case 7:
        return `\`\`\`yaml\n${word}: '\n\`\`\``;
      case 8:
        return `${word}[^${word}]\n\n[^${word}]: ${word}`;
      case 9:
        return `[${word}][${word}]\n\n[${word}]: https://${word}.example/ "${word}"`;
      case 10:
        return `\`\`\`scenario\n# ${word}\nscenario: ${word}\ntitle: ${word}\n${LEASE}\n\`\`\``;
      case 11:
        return `[${word}](../hidden/) and [${word}](#${word})`;
      default:
        return `<!-- note ${word} -->`;
    }
  }

  #secretInline(complete = true): string {
    const word = this.secret();
    return this.#closed.one([
      word,
      `*${word}* "`,
      `\`${word}\``,
      `[${word}](https://${word}.example/ "${word}")`,
      `<b title="${word}">${word}</b>`,
      `${word} ${this.secret()} '${this.secret()}`,
      `<!-- note ${word} -->${word}`,
      // A link is an error even where it's dropped.
      ...(complete ? [`[${word}](../hidden/)`] : []),
    ]);
  }

  /** Blocks in a list item or a quote. */
  #indented(indent: string): string {
    const blocks = this.#closed.several(1, 3, () => this.#secretInline());
    return blocks.join(`\n${indent}\n${indent}`);
  }
}
