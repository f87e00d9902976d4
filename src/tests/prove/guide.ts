import { ATTACKS } from './attacks.ts';
import { peers } from './peers.ts';
import { count, type Row } from './table.ts';

/** The guide "How we know", generated from the results of a full run and the list of peers. */
export function guideText(rows: readonly Row[]): string {
  const attacks = rows.map(({ attack, tried, through }) => {
    const means = ATTACKS.find(({ name }) => name === attack)?.means ?? '';
    return `| ${attack} | ${means} | ${count(tried)} | ${count(through)} |`;
  });
  const missing =
    rows.length < ATTACKS.length ? 'The table leaves out attacks that haven’t been run in full yet. ' : '';
  const compared = peers().map(({ what, peer, cases }) => `| ${what} | ${peer} | ${cases} |`);
  return `---
title: How we know
summary: >-
  Which attacks the tests try and how often, what got through, and which other programs the results are compared with.
order: 15
visibility: public
public: everything
---

The numbers on this page come from the tests. \`npm run prove\` writes the first table; a test checks that the page is current.

## Attacks

Each attack is tried in many forms. The second column shows what counts as getting through.

| Attack | Gets through if … | Tried | Got through |
|---|---|---:|---:|
${attacks.join('\n')}

${missing}Every \`npm test\` runs a sample of each attack that needs neither a browser nor a build.

These tests show that known kinds of attacks fail. They can’t show that there are no others. SECURITY.md in
the repository describes how to report a vulnerability.

## Comparisons with other programs

Where another program or a formula can answer the same question in a different way, a test compares the answers.

| What | Compared with | Cases |
|---|---|---|
${compared.join('\n')}

## What else is checked

- Random scenarios run in the engine and in a second, simpler interpreter that shares no code with the engine. All
  values must be equal in both runs.
- Random models are searched with and without symmetry, reduction and packed states, and by a second, simpler search. The
  states, verdicts and counterexamples must be the same.
- Small bugs are deliberately introduced into the engine. \`npm run mutate\` shows how many bugs in a random sample the
  tests catch.
- The same input gives the same bytes: with one thread or several, with an empty or a full cache, and on Node 22
  and 24.
`;
}
