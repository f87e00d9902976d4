import { generatedIncident } from '../../tests/site/support/generated-incidents.ts';

/** What the generated write-ups contain besides text. */
export type Content = 'plain' | 'scenario';

const PARTS = ['The first minutes', 'What made it worse', 'How it ended', 'What we changed'];
const WORDS =
  'the queue grew while workers waited for a lease that had expired and each retry added load to a database with full connections so the pool stayed empty until operators stopped the producer and drained it by hand'.split(
    ' ',
  );

/** A write-up of about 500 words with code and a table. The same `n` always produces the same text. */
export function benchWriteUp(n: number, content: Content): { readonly slug: string; readonly text: string } {
  const { slug, text } = generatedIncident(n);
  const sections = PARTS.map((part, i) => [
    `## ${part}`,
    ...[0, 1].map((k) => paragraph(n * 31 + i * 7 + k)),
  ]);
  const model = content === 'scenario' ? [scenario(n), diagram(n)] : [];
  return { slug, text: [text, ...sections.flat(), table(n), code(n), ...model, ''].join('\n\n') };
}

/** Edits the prose and leaves everything else unchanged. */
export function editProse(text: string, n: number): string {
  return text.replace('## How it ended', `Edit ${n} of this paragraph.\n\n## How it ended`);
}

/** Makes an edit that changes a scenario's result. */
export function editScenario(text: string, n: number): string {
  return text.replace(/ttl: \d+s/, `ttl: ${100 + n}s`);
}

function paragraph(seed: number): string {
  const sentence = (k: number): string => {
    const words = Array.from({ length: 11 }, (_, i) => WORDS[(seed * 13 + k * 17 + i * 5) % WORDS.length]!);
    return `${words[0]![0]!.toUpperCase()}${words.join(' ').slice(1)}.`;
  };
  return Array.from({ length: 5 }, (_, k) => sentence(k)).join(' ');
}

function table(n: number): string {
  const rows = Array.from(
    { length: 5 },
    (_, i) => `| worker-${i} | ${(n * 7 + i * 13) % 97} | ${(n * 3 + i) % 60} s |`,
  );
  return ['| Worker | Retries | Wait |', '|---|---:|---:|', ...rows].join('\n');
}

function code(n: number): string {
  return `\`\`\`js\nconst lease = await leases.take({ ttl: ${n + 10}, owner: process.pid });\nif (lease === null) {\n  throw new Error('no lease');\n}\n\`\`\``;
}

function diagram(n: number): string {
  return `\`\`\`mermaid\nflowchart LR\n  accTitle: From the producer to the database\n  producer${n} --> queue\n  queue --> worker\n  worker --> database\n\`\`\``;
}

/** A scenario for a single run, with a constant and two processes. None of its marks are compared. */
function scenario(n: number): string {
  return `\`\`\`scenario
scenario: lease
title: A lease ends while its holder works
clock: { start: 2026-06-25T10:00:00Z }
until: 20m
const: { ttl: ${100 + (n % 50)}s }
state: { held: true, waiting: 0 }
processes:
  holder:
    steps:
      - { id: expire, delay: ttl, set: { held: false }, to: storage, say: loses the lease }
  waiter:
    steps:
      - { id: wait, when: '!held', set: { waiting: waiting + 1 } }
marks:
  lost: '!held'
\`\`\``;
}
