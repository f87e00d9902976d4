import type { Blockquote, Paragraph, PhrasingContent, Root } from 'mdast';
import { SKIP, visit } from 'unist-util-visit';

/** Kinds of alerts that GitHub supports, with their titles. */
const ALERTS = {
  note: 'Note',
  tip: 'Tip',
  important: 'Important',
  warning: 'Warning',
  caution: 'Caution',
} as const;

/**
 * Converts, in place, what GitHub and other renderers show in a special way: a quote that starts with `[!NOTE]` becomes
 * an alert, and a titled image that is alone in its paragraph becomes a figure with a caption.
 */
export function markConventions(tree: Root): void {
  visit(tree, (node) => {
    if (node.type === 'blockquote') markAlert(node);
    if (node.type === 'paragraph' && markCaption(node)) return SKIP;
    return undefined;
  });
}

function markAlert(quote: Blockquote): void {
  const [first] = quote.children;
  if (first?.type !== 'paragraph') return;
  const [text, ...rest] = first.children;
  if (text?.type !== 'text') return;
  const found = /^\[!([a-z]+)\][ \t]*(?:\n|$)/i.exec(text.value);
  const kind = found?.[1]?.toLowerCase() ?? '';
  if (found === null || !Object.hasOwn(ALERTS, kind)) return;
  text.value = text.value.slice(found[0].length);
  const left: PhrasingContent[] = text.value === '' ? withoutBreak(rest) : [text, ...rest];
  const title: Paragraph = {
    type: 'paragraph',
    data: { hProperties: { className: ['alert-title'] } },
    children: [{ type: 'text', value: ALERTS[kind as keyof typeof ALERTS] }],
  };
  first.children = left;
  quote.children = [title, ...(left.length === 0 ? quote.children.slice(1) : quote.children)];
  quote.data = { hName: 'div', hProperties: { className: ['alert', `alert-${kind}`], role: 'note' } };
}

function withoutBreak(nodes: readonly PhrasingContent[]): PhrasingContent[] {
  return nodes[0]?.type === 'break' ? nodes.slice(1) : [...nodes];
}

/** True if the paragraph became a figure. */
function markCaption(paragraph: Paragraph): boolean {
  const [image, other] = paragraph.children;
  if (image?.type !== 'image' || other !== undefined || !image.title) return false;
  const caption: PhrasingContent = {
    type: 'emphasis',
    data: { hName: 'figcaption' },
    children: [{ type: 'text', value: image.title }],
  };
  image.title = null;
  paragraph.data = { hName: 'figure', hProperties: { className: ['picture'] } };
  paragraph.children = [image, caption];
  return true;
}
