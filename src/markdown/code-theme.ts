import type { ThemeRegistrationRaw } from 'shiki';

/**
 * Kinds of tokens that the site's pages tell apart. Colours stand in `code.css`, one class a kind, light and dark: the
 * highlighter itself would write them into `style` attributes, which a strict content security policy forbids.
 */
export const TOKEN_KINDS = [
  'comment',
  'constant',
  'function',
  'inserted',
  'key',
  'deleted',
  'name',
  'operator',
  'punctuation',
  'string',
  'text',
] as const;

export type TokenKind = (typeof TOKEN_KINDS)[number];

/** Scopes of TextMate grammars, by kind. A more exact scope wins over a wider one, as in any theme. */
const SCOPES: Readonly<Record<TokenKind, readonly string[]>> = {
  comment: ['comment', 'punctuation.definition.comment'],
  constant: ['constant', 'support.constant', 'variable.other.enummember'],
  function: ['entity.name.function', 'support.function', 'meta.function-call.generic'],
  inserted: ['markup.inserted', 'punctuation.definition.inserted'],
  key: [
    'keyword.other.key',
    'keyword.control',
    'storage',
    'entity.name.tag',
    'support.type.property-name',
    'markup.heading',
  ],
  deleted: ['markup.deleted', 'punctuation.definition.deleted', 'invalid'],
  name: ['entity.name', 'variable.language', 'variable.parameter', 'support.type', 'support.class'],
  operator: ['keyword'],
  punctuation: ['punctuation', 'meta.brace'],
  string: ['string', 'markup.inline.raw', 'punctuation.definition.string'],
  text: ['meta.embedded'],
};

/** The mark by which the highlighter's output is mapped to classes. It looks like a CSS variable, as themes may. */
export function colourOf(kind: TokenKind): string {
  return `var(--hc-code-${kind})`;
}

/** A theme whose colours are the kinds of tokens. */
export const codeTheme: ThemeRegistrationRaw = {
  name: 'hindcast',
  type: 'light',
  colors: { 'editor.foreground': colourOf('text'), 'editor.background': 'transparent' },
  settings: [
    ...Object.entries(SCOPES).map(([kind, scope]) => ({
      scope: [...scope],
      settings: { foreground: colourOf(kind as TokenKind) },
    })),
    { scope: ['markup.bold', 'markup.heading'], settings: { fontStyle: 'bold' } },
    { scope: ['markup.italic'], settings: { fontStyle: 'italic' } },
  ],
};
