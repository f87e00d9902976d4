import { type FileCache, keyOf } from '../../cache/file-cache.ts';
import type { Highlight } from '../../markdown/highlight.ts';
import type { DrawDiagram } from '../../markdown/page.ts';

/** The key of a drawing in the cache for the renderer's version. */
export function drawingKey(id: string, text: string): string {
  return keyOf('diagram', id, text);
}

/** The key of a highlighted block in the cache for the highlighter's version. */
function codeKey(code: string, language: string): string {
  return keyOf('code', language, code);
}

/**
 * Draws diagrams using a cache. Errors aren't cached: they fail the build, and their cause may be outside the diagram.
 */
export function keepDrawings(draw: DrawDiagram, cache: FileCache): DrawDiagram {
  return async (id, text) => {
    const key = drawingKey(id, text);
    const svg = cache.read(key);
    if (svg !== null) return { ok: true, svg };
    const drawn = await draw(id, text);
    if (drawn.ok) cache.write(key, drawn.svg);
    return drawn;
  };
}

/** Highlights code using a cache. Plain text isn't cached, since reading it from a file would take longer. */
export function keepHighlighted(highlight: Highlight, cache: FileCache): Highlight {
  return async (code, language) => {
    if (language === '') return highlight(code, language);
    const key = codeKey(code, language);
    const known = cache.read(key);
    if (known !== null) return known;
    const html = await highlight(code, language);
    cache.write(key, html);
    return html;
  };
}
