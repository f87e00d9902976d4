import DOMPurify from 'dompurify';
import type { Mermaid } from 'mermaid';

/*
 * Mermaid and the one copy of DOMPurify that it uses. Together they install 190 MB, so `npm run package` replaces this
 * module by a bundle of both, and nothing else may import them.
 */

export { DOMPurify };

/** Loads mermaid, which looks for a document among the global names while it loads. */
export async function loadMermaid(): Promise<Mermaid> {
  return (await import('mermaid')).default;
}
