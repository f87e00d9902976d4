import { parseHTML } from 'linkedom';
import type { Rect } from './geometry.ts';
import type { Layout } from './layout.ts';
import { DOMPurify } from './mermaid.ts';

/** A document for mermaid to draw in. */
export interface DiagramDom {
  readonly document: Document;
  /** Runs a task with this document set in a browser's global variables. Tasks run one at a time. */
  run<T>(task: () => Promise<T>): Promise<T>;
}

/**
 * Mermaid reads its document from globals and keeps state in its modules, so a process can render only one diagram at a
 * time. Only this file sets globals. It restores them after each task, so that other libraries don't mistake the
 * process for a browser.
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

/** Creates a document that can measure elements. Throws if the sanitizer that mermaid relies on doesn't work. */
export async function createDom(layout: Layout): Promise<DiagramDom> {
  const linked = parseHTML('<!DOCTYPE html><html><head></head><body></body></html>').window;
  const { JSDOM } = await import('jsdom');
  const complete = new JSDOM('').window;
  supportSanitizer(complete);
  const { style } = complete.document.body;
  const isColor = (value: string) => {
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
      supports: (property: string, value: string) => property === 'color' && isColor(value),
      escape: escapeName,
    },
    CSSStyleSheet: PlainStyleSheet,
    getComputedStyle: (element: Element) => ({ textAnchor: layout.textAnchor(element) }),
  };
  // Don't use linkedom's window: it writes through to the global object, and ELK reads `Math` and other globals from
  // it.
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

/** Lets pending I/O and timers run. */
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
 * Provides a complete DOM to the copy of DOMPurify that mermaid imports. Without one, DOMPurify returns everything
 * unchanged, and it doesn't accept linkedom's DOM.
 */
function supportSanitizer(window: Parameters<typeof DOMPurify>[0]): void {
  if (!DOMPurify.isSupported) Object.assign(DOMPurify, DOMPurify(window));
  if (
    !DOMPurify.isSupported ||
    DOMPurify.sanitize('<b onclick="x()">a</b><script>x()</script>') !== '<b>a</b>'
  ) {
    throw new Error('DOMPurify has no usable DOM, so diagrams would not be sanitized');
  }
}

/** Adds a browser's measuring methods to elements. (linkedom shares these prototypes between windows.) */
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

/** A constructed style sheet with only what mermaid needs: writing and reading rules as text. */
class PlainStyleSheet {
  readonly cssRules: { readonly cssText: string }[] = [];

  insertRule(cssText: string, index = 0): number {
    this.cssRules.splice(index, 0, { cssText });
    return index;
  }
}

/** A simple `CSS.escape`: escapes everything but letters, digits, `-` and `_` by code point. */
function escapeName(name: string): string {
  return name.replace(/[^\w-]|^\d/gu, (character) => `\\${character.codePointAt(0)!.toString(16)} `);
}
