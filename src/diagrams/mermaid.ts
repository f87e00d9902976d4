import DOMPurify from 'dompurify';
import type { Mermaid } from 'mermaid';

/*
 * Mermaid and the DOMPurify instance that it uses. Together they take up 190 MB when installed, so `npm run package`
 * replaces this module with a bundle of both. No other module may import them.
 */

export { DOMPurify };

/** Loads mermaid, which looks for a global document while loading. */
export async function loadMermaid(): Promise<Mermaid> {
  return (await import('mermaid')).default;
}
