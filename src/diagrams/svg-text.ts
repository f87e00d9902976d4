import type { SvgNode } from './svg-node.ts';

const BREAKS_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;
const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text that reads the same in HTML and in XML, as content and inside double quotes. */
export function escapeText(text: string): string {
  return text.replace(BREAKS_XML, '\ufffd').replace(/[&<>"]/g, (character) => ESCAPES[character]!);
}

/** Writes an element and all in it. `before` is markup that goes in front of its children. */
export function writeNode(node: SvgNode, before = ''): string {
  let tag = node.name;
  if (node.themeClasses.length > 0) tag += ` class="${escapeText(node.themeClasses.join(' '))}"`;
  for (const [name, value] of [...node.attributes, ...node.style]) tag += ` ${name}="${escapeText(value)}"`;
  const inside =
    before +
    node.children.map((child) => (typeof child === 'string' ? escapeText(child) : writeNode(child))).join('');
  return inside === '' ? `<${tag}/>` : `<${tag}>${inside}</${node.name}>`;
}
