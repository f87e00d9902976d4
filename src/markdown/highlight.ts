import {
  bundledLanguages,
  createHighlighter,
  createJavaScriptRegexEngine,
  type LanguageRegistration,
  type ShikiTransformer,
  type ThemeRegistrationRaw,
} from 'shiki';
import scenarioGrammar from './scenario.tmLanguage.json' with { type: 'json' };

/**
 * Token kinds, each with a different color. The colors are in `code.css`, with one class per kind. The highlighter
 * would write them into `style` attributes, which a strict content security policy forbids.
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

/** TextMate scopes for each kind. The most specific scope wins, as in any theme. */
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

/** A theme color that is later mapped to a class. It has the form of a CSS variable, which themes may use. */
function colorOf(kind: TokenKind): string {
  return `var(--hc-code-${kind})`;
}

/** A theme whose colors are token kinds. */
const codeTheme: ThemeRegistrationRaw = {
  name: 'hindcast',
  type: 'light',
  colors: { 'editor.foreground': colorOf('text'), 'editor.background': 'transparent' },
  settings: [
    ...Object.entries(SCOPES).map(([kind, scope]) => ({
      scope: [...scope],
      settings: { foreground: colorOf(kind as TokenKind) },
    })),
    { scope: ['markup.bold', 'markup.heading'], settings: { fontStyle: 'bold' } },
    { scope: ['markup.italic'], settings: { fontStyle: 'italic' } },
  ],
};

/** Highlights source code as markup. Code in an unknown language becomes plain, escaped text. */
export type Highlight = (code: string, language: string) => Promise<string>;

/** Fences that contain Hindcast's YAML, highlighted with its own grammar. */
const OWN = new Set(['scenario', 'timeline', 'show', 'series']);

/**
 * Creates a highlighter. Languages are loaded on first use. The output is deterministic and uses classes instead of
 * `style`.
 */
export async function createHighlight(): Promise<Highlight> {
  const highlighter = await createHighlighter({
    themes: [codeTheme],
    langs: [scenarioGrammar as unknown as LanguageRegistration],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
  return async (code, language) => {
    const lang = OWN.has(language)
      ? 'scenario'
      : Object.hasOwn(bundledLanguages, language)
        ? language
        : 'text';
    if (lang !== 'text' && lang !== 'scenario') {
      await highlighter.loadLanguage(lang as keyof typeof bundledLanguages);
    }
    return highlighter.codeToHtml(code, {
      lang,
      theme: codeTheme.name!,
      mergeSameStyleTokens: true,
      // The default limit is on wall-clock time, so a busy machine would highlight less. Limit line lengths instead.
      tokenizeTimeLimit: 0,
      tokenizeMaxLineLength: MOST_CHARACTERS,
      transformers: [stylesToClasses(language)],
    });
  };
}

/** A highlighter that is created when it's first used, which takes a tenth of a second. */
export function highlightWhenUsed(): Highlight {
  let created: Promise<Highlight> | null = null;
  return async (code, language) => {
    created ??= createHighlight();
    return (await created)(code, language);
  };
}

/** Lines with more characters than this aren't highlighted. */
const MOST_CHARACTERS = 2000;

const CLASS_OF = new Map(TOKEN_KINDS.map((kind) => [colorOf(kind), `hc-tok-${kind}`]));
const FONT_CLASS = new Map([
  ['font-style:italic', 'hc-tok-italic'],
  ['font-weight:bold', 'hc-tok-bold'],
]);

function stylesToClasses(language: string): ShikiTransformer {
  return {
    name: 'styles-to-classes',
    span(node) {
      const classes = classesOf(String(node.properties['style'] ?? ''));
      node.properties = classes.length > 0 ? { class: classes.join(' ') } : {};
    },
    pre(node) {
      node.properties = {
        class: 'hc-code',
        // Wide blocks scroll, so they need keyboard focus, and focusable elements need a label.
        tabindex: '0',
        role: 'group',
        'aria-label': language === '' ? 'code' : `code: ${language}`,
      };
    },
    code(node) {
      // Elements around each line and around plain text aren't needed. They would make the markup a third larger.
      const lines = node.children.flatMap((line) => (line.type === 'element' ? line.children : [line]));
      node.children = lines.flatMap((token) => {
        const plain = token.type === 'element' && token.properties['class'] === undefined;
        return plain ? token.children : [token];
      });
    },
  };
}

/** The classes for a token's `style` attribute. Plain text doesn't need any. */
function classesOf(style: string): string[] {
  const out: string[] = [];
  for (const rule of style.split(';')) {
    const kind = CLASS_OF.get(rule.replace(/^color:/, ''));
    const found = kind ?? FONT_CLASS.get(rule);
    if (found !== undefined && found !== 'hc-tok-text') out.push(found);
  }
  return out;
}
