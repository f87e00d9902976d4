import type { Result } from '../../result.ts';
import { type Html, html } from '../../views/markup/html.ts';
import { constantText } from '../../views/words/constant-text.ts';
import { plainName } from '../../views/words/names.ts';
import { sentenceCase } from '../../views/words/number-format.ts';
import { childOf, type YamlNode } from '../../yaml/node.ts';

/**
 * A scenario's processes in words: the text under `means` or, if a process has none, the sentences of its steps. Null
 * if no process has either.
 *
 * @param root the scenario's YAML, which has been checked
 */
export function processesInWords(root: YamlNode, result: Pick<Result, 'constants'>): Html | null {
  const processes = entriesOf(childOf(root, 'processes'));
  const rows = processes.flatMap(({ key, value }) => {
    const words = textAt(value, 'means') ?? stepsInWords(childOf(value, 'steps'));
    return words === null
      ? []
      : [
          html`<dt>${sentenceCase(plainName(key))}${instancesText(value, result)}</dt><dd dir="auto">${words}</dd>
`,
        ];
  });
  return rows.length === 0
    ? null
    : html`<dl class="hc-words">
${rows}</dl>`;
}

/** The ids or the number of a process's instances: ` (E1, E2)` or ` (250)`. Empty for a single instance. */
function instancesText(process: YamlNode, { constants }: Pick<Result, 'constants'>): Html | null {
  const node = childOf(process, 'instances');
  if (node === undefined) return null;
  const names =
    node.kind === 'list'
      ? node.items.map((item) => (item.kind === 'scalar' ? String(item.value) : ''))
      : node.kind === 'map'
        ? node.entries.map(({ key }) => key)
        : [];
  if (node.kind === 'scalar') {
    const constant = constants.find(({ name }) => name === node.value);
    names.push(constant === undefined ? String(node.value) : constantText(constant.value, constant.type));
  }
  const shown = names.length > MOST_NAMES ? `${names.length}` : names.join(', ');
  return html` <span class="hc-words-who">${shown}</span>`;
}

const MOST_NAMES = 6;

function stepsInWords(steps: YamlNode | undefined): Html | null {
  const items = saysIn(steps).map(
    ({ id, say }) =>
      html`<li>${id !== null && html`<b>${sentenceCase(plainName(id))}:</b> `}${templateText(say)}</li>`,
  );
  return items.length === 0 ? null : html`<ol>${items}</ol>`;
}

/** Steps with their sentences, including those in alternatives and blocks. */
function saysIn(steps: YamlNode | undefined): { id: string | null; say: string }[] {
  const items = steps?.kind === 'list' ? steps.items : [];
  return items.flatMap((step) => {
    const say = textAt(step, 'say');
    const own = say === null ? [] : [{ id: textAt(step, 'id'), say }];
    return [...own, ...saysIn(childOf(step, 'either')), ...saysIn(childOf(step, 'steps'))];
  });
}

/**
 * A sentence with names in place of values: `publishes plan <newest>` becomes `publishes plan` and the name in italics.
 */
function templateText(say: string): Html {
  const parts: Html[] = [];
  let plain = '';
  for (let i = 0; i < say.length; i++) {
    const end = say[i] === '<' && /[\w!(["'-]/.test(say[i + 1] ?? '') ? expressionEnd(say, i + 1) : -1;
    if (end < 0) {
      plain += say[i];
      continue;
    }
    parts.push(html`${plain}`, expressionText(say.slice(i + 1, end)));
    plain = '';
    i = end;
  }
  return html`${parts}${plain}`;
}

/** The first `>` that is outside quotes and brackets. A `>` after a space or before `=` is an operator. */
function expressionEnd(text: string, from: number): number {
  let depth = 0;
  let quote = '';
  for (let i = from; i < text.length; i++) {
    const char = text[i]!;
    if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char)) depth--;
    else if (char === '>' && depth === 0 && !/\s/.test(text[i - 1]!) && text[i + 1] !== '=') return i;
  }
  return -1;
}

/**
 * The strings that a conditional chooses from, a simple expression's variable, or an ellipsis for any other expression.
 */
function expressionText(expression: string): Html {
  const [, choices = ''] = /^[^"?]*\?(.*)$/s.exec(expression) ?? [];
  if (choices.includes('"')) return html`${splitAtColons(choices).map(literalsOf).join(' or ')}`;
  return html`<i>${nameIn(expression)}</i>`;
}

/** Splits a text at colons that aren't in quotes. */
function splitAtColons(text: string): string[] {
  return text.split(/:(?=(?:[^"]*"[^"]*")*[^"]*$)/);
}

/** `"plan " + string(n)` becomes `plan …`. */
function literalsOf(expression: string): string {
  const terms = expression.match(/"[^"]*"|[^"+]+/g) ?? [];
  return terms
    .map((term) => (term.startsWith('"') ? term.slice(1, -1) : term.trim() === '' ? '' : '…'))
    .join('');
}

function nameIn(expression: string): string {
  const path = /^\s*(?:self\.|old\.)*([A-Za-z_]\w*)\s*$/.exec(expression)?.[1];
  return path === undefined ? '…' : plainName(path);
}

function textAt(node: YamlNode | undefined, key: string): string | null {
  const child = childOf(node, key);
  return child?.kind === 'scalar' && typeof child.value === 'string' ? child.value.trim() : null;
}

function entriesOf(node: YamlNode | undefined): { key: string; value: YamlNode }[] {
  return node?.kind === 'map' ? node.entries.map(({ key, value }) => ({ key, value })) : [];
}
