import type { Element, RootContent as HtmlContent, Root as HtmlRoot, Nodes } from 'hast';
import type { InlineCode, PhrasingContent, Root, RootContent } from 'mdast';
import rehypeRaw from 'rehype-raw';
import type { Block, Term } from './document.ts';

/** Replaces inline code with text, or returns undefined to keep it. */
type Replace = (node: InlineCode) => string | undefined;

/** The blocks of a Markdown document. HTML in it, including comments, is left out. */
export function markdownBlocks({ children }: Pick<Root, 'children'>, replace: Replace): Block[] {
  const blocksOf = (nodes: readonly RootContent[]): Block[] => nodes.flatMap((node) => blockOf(node));
  const textOf = (nodes: readonly PhrasingContent[]): string => nodes.map(inlineText).join('');

  const blockOf = (node: RootContent): Block[] => {
    switch (node.type) {
      case 'heading':
        return [{ kind: 'heading', depth: node.depth, text: textOf(node.children) }];
      case 'paragraph':
        return [{ kind: 'paragraph', text: textOf(node.children) }];
      case 'code':
        return [{ kind: 'code', language: node.lang ?? '', text: node.value }];
      case 'blockquote':
        return [{ kind: 'quote', blocks: blocksOf(node.children) }];
      case 'list': {
        const items = node.children.map((item) => blocksOf(item.children));
        return [{ kind: 'list', ordered: node.ordered === true, items }];
      }
      case 'table': {
        const rows = node.children.map((row) => row.children.map((cell) => textOf(cell.children)));
        return [{ kind: 'table', head: rows[0] ?? [], rows: rows.slice(1) }];
      }
      default:
        return [];
    }
  };

  const inlineText = (node: PhrasingContent): string => {
    switch (node.type) {
      case 'text':
        return node.value;
      case 'inlineCode':
        return replace(node) ?? codeText(node.value);
      case 'strong':
        return `**${textOf(node.children)}**`;
      case 'emphasis':
        return `*${textOf(node.children)}*`;
      case 'link':
        return linkText(textOf(node.children), node.url);
      case 'image':
        return node.alt ?? '';
      case 'break':
        return ' ';
      default:
        return 'children' in node ? textOf(node.children) : '';
    }
  };

  return blocksOf(children);
}

/** The blocks of HTML that Hindcast generated. */
export function htmlBlocks(html: string): Block[] {
  const raw = { type: 'root', children: [{ type: 'raw', value: html }] } as unknown as HtmlRoot;
  const tree = rehypeRaw()(raw, undefined as never) as HtmlRoot;
  return blocksIn(tree.children);
}

/** Text between blocks becomes a paragraph. */
function blocksIn(nodes: readonly HtmlContent[]): Block[] {
  const blocks: Block[] = [];
  let text = '';
  const flush = (): void => {
    if (text.trim() !== '') blocks.push({ kind: 'paragraph', text: text.trim() });
    text = '';
  };
  for (const node of nodes) {
    const own = node.type === 'element' ? htmlBlock(node) : null;
    if (own === null) text += htmlText(node);
    else {
      flush();
      blocks.push(...own);
    }
  }
  flush();
  return blocks;
}

/** Null for an element that is part of a paragraph. */
function htmlBlock(element: Element): Block[] | null {
  const { tagName, children } = element;
  switch (tagName) {
    case 'p':
      return [{ kind: 'paragraph', text: textIn(children) }];
    case 'pre':
      return [{ kind: 'code', language: '', text: children.map(plainText).join('').replace(/\n$/, '') }];
    case 'ul':
    case 'ol':
      return [
        {
          kind: 'list',
          ordered: tagName === 'ol',
          items: elementsIn(element, ['li']).map((item) => blocksIn(item.children)),
        },
      ];
    case 'dl':
      return [{ kind: 'terms', entries: termsIn(element) }];
    case 'table': {
      const rows = elementsIn(element, ['tr']).map((row) =>
        elementsIn(row, ['th', 'td']).map((cell) => textIn(cell.children)),
      );
      return [{ kind: 'table', head: rows[0] ?? [], rows: rows.slice(1) }];
    }
    case 'h2':
    case 'h3':
    case 'h4':
      return [{ kind: 'heading', depth: Number(tagName.slice(1)), text: textIn(children) }];
    case 'div':
    case 'section':
      return blocksIn(children);
    default:
      return null;
  }
}

function termsIn(list: Element): Term[] {
  const terms: { term: string; details: Block[] }[] = [];
  for (const { tagName, children } of elementsIn(list, ['dt', 'dd'])) {
    if (tagName === 'dt') terms.push({ term: textIn(children), details: [] });
    else terms.at(-1)?.details.push(...blocksIn(children));
  }
  return terms;
}

/** Elements with these names, at any depth, but not inside each other. */
function elementsIn({ children }: Element, names: readonly string[]): Element[] {
  return children.flatMap((child) => {
    if (child.type !== 'element') return [];
    return names.includes(child.tagName) ? [child] : elementsIn(child, names);
  });
}

function textIn(nodes: readonly Nodes[]): string {
  return nodes.map(htmlText).join('').replace(/\s+/g, ' ').trim();
}

function htmlText(node: Nodes): string {
  if (node.type === 'text') return node.value;
  if (node.type !== 'element') return '';
  const text = node.children.map(htmlText).join('');
  switch (node.tagName) {
    case 'code':
      return codeText(node.children.map(plainText).join(''));
    case 'strong':
      return `**${text}**`;
    case 'em':
      return `*${text}*`;
    case 'a':
      return linkText(text, String(node.properties['href'] ?? ''));
    default:
      return text;
  }
}

function plainText(node: Nodes): string {
  if (node.type === 'text') return node.value;
  return 'children' in node ? node.children.map(plainText).join('') : '';
}

/** Only absolute URLs are useful in a terminal. */
function linkText(text: string, url: string): string {
  return /^https?:/.test(url) && url !== text ? `${text} (${url})` : text;
}

function codeText(value: string): string {
  return value.includes('`') ? `\`\` ${value} \`\`` : `\`${value}\``;
}
