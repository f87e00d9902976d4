import { parseHTML } from 'linkedom';
import type { Rect } from './geometry.ts';
import type { Layout } from './layout.ts';
import { DOMPurify } from './mermaid.ts';

/** A document for mermaid to draw in. */
export interface DiagramDom {
  readonly document: Document;
  /** Runs a task that finds this document under the browser's global names, when no other such task runs. */
  run<T>(task: () => Promise<T>): Promise<T>;
}

/**
 * Mermaid takes its document from global names and keeps its own state in its modules, so there can be one drawing at
 * a time in a process, whoever asks for it. This is the one place in the room that touches global names; they are put
 * back after each task, that no other library takes the process for a browser.
 */
const GLOBAL_NAMES = [
  'window',
  'document',
  'Element',
  'HTMLElement',
  'SVGElement',
  'CSS',
  'CSSStyleSheet',
  'getComputedStyle',
] as const;
type Globals = Readonly<Record<(typeof GLOBAL_NAMES)[number], unknown>>;
let lastTask: Promise<unknown> = Promise.resolve();

/** Makes a document that can measure. Throws if the sanitizer that mermaid relies on would not work. */
export async function createDom(layout: Layout): Promise<DiagramDom> {
  const linked = parseHTML('<!DOCTYPE html><html><head></head><body></body></html>').window;
  const { JSDOM } = await import('jsdom');
  const complete = new JSDOM('').window;
  supportSanitizer(complete);
  const { style } = complete.document.body;
  const isColour = (value: string) => {
    style.color = '';
    style.color = value;
    return style.color !== '';
  };
  installLayout(linked, layout);
  const { document, Element, HTMLElement, SVGElement } = linked;
  const names = {
    document,
    Element,
    HTMLElement,
    SVGElement,
    CSS: {
      supports: (property: string, value: string) => property === 'color' && isColour(value),
      escape: escapeName,
    },
    CSSStyleSheet: PlainStyleSheet,
    getComputedStyle: (element: Element) => ({ textAnchor: layout.textAnchor(element) }),
  };
  // Not linkedom's own window, which writes through to the global object. ELK takes `Math` and the like from it.
  const window = Object.assign(Object.create(globalThis), names, { addEventListener: () => {} });
  const globals: Globals = { ...names, window };
  return {
    document,
    run: (task) => {
      const turn = lastTask.then(() => withGlobals(globals, task));
      lastTask = turn.then(nextTurn, nextTurn);
      return turn;
    },
  };
}

/** Lets waiting input, output and timers have their turn. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

async function withGlobals<T>(globals: Globals, task: () => Promise<T>): Promise<T> {
  const before = GLOBAL_NAMES.map((name) => Object.getOwnPropertyDescriptor(globalThis, name));
  for (const name of GLOBAL_NAMES) {
    Object.defineProperty(globalThis, name, { value: globals[name], configurable: true, writable: true });
  }
  try {
    return await task();
  } finally {
    GLOBAL_NAMES.forEach((name, index) => {
      const descriptor = before[index];
      if (descriptor === undefined) Reflect.deleteProperty(globalThis, name);
      else Object.defineProperty(globalThis, name, descriptor);
    });
  }
}

/**
 * Puts a complete DOM beneath the one copy of DOMPurify that mermaid imports. Without one it passes everything
 * through unchanged, and with linkedom alone it has none that it accepts.
 */
function supportSanitizer(window: Parameters<typeof DOMPurify>[0]): void {
  if (!DOMPurify.isSupported) Object.assign(DOMPurify, DOMPurify(window));
  if (
    !DOMPurify.isSupported ||
    DOMPurify.sanitize('<b onclick="x()">a</b><script>x()</script>') !== '<b>a</b>'
  ) {
    throw new Error('DOMPurify found no DOM to work on: diagrams would not be sanitized');
  }
}

/** Gives elements the measuring methods of a browser. (linkedom shares these prototypes between its windows.) */
function installLayout(window: Window & typeof globalThis, layout: Layout): void {
  const methods: Record<string, (this: Element, argument: number) => unknown> = {
    getBBox() {
      return layout.box(this);
    },
    getBoundingClientRect() {
      return clientRect(layout.box(this));
    },
    getComputedTextLength() {
      return layout.textLength(this);
    },
    getTotalLength() {
      return layout.pathLength(this);
    },
    getPointAtLength(length) {
      return layout.pointAtLength(this, length);
    },
  };
  for (const prototype of [
    window.Element.prototype,
    window.SVGElement.prototype,
    window.HTMLElement.prototype,
  ]) {
    for (const [name, value] of Object.entries(methods)) {
      Object.defineProperty(prototype, name, { value, configurable: true, writable: true });
    }
  }
}

function clientRect({
  x,
  y,
  width,
  height,
}: Rect): Rect & Record<'left' | 'top' | 'right' | 'bottom', number> {
  return { x, y, width, height, left: x, top: y, right: x + width, bottom: y + height };
}

/** A constructed style sheet as mermaid uses it: rules are added as text and read back as text. */
class PlainStyleSheet {
  readonly cssRules: { readonly cssText: string }[] = [];

  insertRule(cssText: string, index = 0): number {
    this.cssRules.splice(index, 0, { cssText });
    return index;
  }
}

/** `CSS.escape`, in its plainest form: all but letters, digits, `-` and `_` by number. */
function escapeName(name: string): string {
  return name.replace(/[^\w-]|^\d/gu, (character) => `\\${character.codePointAt(0)!.toString(16)} `);
}
