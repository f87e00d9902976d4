import type { Browser, Page } from 'playwright-core';
import { createRenderer } from '../../diagrams/render.ts';
import { HOSTILE_HTML } from '../markdown/hostile-html.ts';
import { launchBrowser } from '../site/support/browser.ts';
import { HOSTILE_DIAGRAMS } from '../support/hostile-diagrams.ts';
import { createPageCompiler, writeUp } from '../support/page.ts';
import { type Attack, type Tally, tally } from './attack.ts';

const RUN = 'window.ran=1';
const ELSEWHERE = 'https://evil.example';

/** Elements that run a handler on load or on click, like those in published lists of attack vectors. */
const HANDLERS = [
  '<img src=x onerror=RUN>',
  '<img src=x:x onerror=RUN //',
  '<svg onload=RUN>',
  '<svg/onload=RUN>',
  '<svg><animate onbegin=RUN attributeName=x dur=1s>',
  '<svg><set onbegin=RUN attributeName=x to=y>',
  '<svg><script>RUN</script></svg>',
  '<svg><script href="data:text/javascript,RUN"/></svg>',
  '<svg><foreignObject><iframe srcdoc="<script>parent.RUN</script>"></iframe></foreignObject></svg>',
  '<svg><a xlink:href="javascript:RUN"><text y=9>a</text></a></svg>',
  '<svg><use href="data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg onload=RUN />#x"/></svg>',
  '<math><maction actiontype=statusline xlink:href="javascript:RUN">a</maction></math>',
  '<math><mtext></form><form><mglyph><style></math><img src onerror=RUN></style></mglyph></form></mtext></math>',
  '<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=RUN>',
  '<noscript><p title="</noscript><img src=x onerror=RUN>">',
  '<textarea><p title="</textarea><img src=x onerror=RUN>">',
  '<title><p title="</title><img src=x onerror=RUN>">',
  '<xmp><p title="</xmp><img src=x onerror=RUN>"></xmp>',
  '<style><p title="</style><img src=x onerror=RUN>">',
  '<template><img src=x onerror=RUN></template>',
  '<iframe src="javascript:parent.RUN"></iframe>',
  '<iframe srcdoc="<script>parent.RUN</script>"></iframe>',
  '<object data="javascript:RUN"></object>',
  '<embed src="javascript:RUN">',
  '<a href="javascript:RUN">a</a>',
  '<a href=" &#14; javascript:RUN">a</a>',
  '<a href="java&Tab;script:RUN">a</a>',
  '<a href="java\nscript:RUN">a</a>',
  '<a href="JaVaScRiPt:RUN">a</a>',
  '<a href="vbscript:RUN">a</a>',
  '<a href="data:text/html,<script>RUN</script>">a</a>',
  '<form action="javascript:RUN"><button>a</button></form>',
  '<button formaction="javascript:RUN">a</button>',
  '<input autofocus onfocus=RUN>',
  '<select autofocus onfocus=RUN>',
  '<details open ontoggle=RUN>',
  '<video><source onerror=RUN></video>',
  '<audio src=x onerror=RUN>',
  '<body onload=RUN>',
  '<body onpageshow=RUN>',
  '<marquee onstart=RUN>a</marquee>',
  '<p onclick=RUN onmouseover=RUN>a</p>',
  '<p style="animation:x" onanimationstart=RUN>a</p>',
  '<meta http-equiv=refresh content="0;url=javascript:RUN">',
  '<link rel=stylesheet href="data:text/css,*{color:red}" onload=RUN>',
  '<base href="javascript:RUN//">',
  '<script>RUN</script>',
  '<script src="data:text/javascript,RUN"></script>',
  '<script type=module>RUN</script>',
  '<<script>RUN//<</script>',
  '<scr<script>ipt>RUN</scr</script>ipt>',
  '<img src="x` `<script>RUN</script>"` `>',
  '<!--><img src=x onerror=RUN>-->',
  '<!--\n--!><img src=x onerror=RUN>',
  '<![CDATA[><img src=x onerror=RUN>]]>',
  '<?xml-stylesheet href="javascript:RUN"?>',
  '[a](javascript:RUN)',
  '[a](<javascript:RUN>)',
  '[a](java\\script:RUN)',
  '[a](&#106;avascript:RUN)',
  '![a](x"onerror="RUN)',
  '![a](<x" onerror="RUN>)',
  '[a]: javascript:RUN\n\n[a]',
  '<javascript:RUN>',
  'https://a.example/"onmouseover="RUN',
  '`<img src=x onerror=RUN>` <img src=x onerror=RUN>',
  '| <img src=x onerror=RUN> |\n|---|\n| <svg onload=RUN> |',
  '[^1]\n\n[^1]: <img src=x onerror=RUN>',
  '```html\n<img src=x onerror=RUN>\n```',
  '```"><img src=x onerror=RUN>\na\n```',
].map((text) => text.replaceAll('RUN', RUN));

/** Places on a page where a vector can be. */
const PLACES: readonly ((vector: string) => string)[] = [
  (vector) => vector,
  (vector) => `Text ${vector.replaceAll('\n', ' ')} text.`,
  (vector) => `> ${vector.replaceAll('\n', '\n> ')}`,
  (vector) => `- ${vector.replaceAll('\n', '\n  ')}`,
  (vector) => `### ${vector.replaceAll('\n', ' ')}`,
  (vector) => `| a |\n|---|\n| ${vector.replaceAll('\n', ' ').replaceAll('|', '')} |`,
  (vector) => `<div>\n\n${vector}\n\n</div>`,
  (vector) => `*${vector.replaceAll('\n', ' ')}* **[${vector.replaceAll('\n', ' ')}](x)**`,
];

/** All Markdown vectors. The vectors from the unit tests show a dialog or load content from another site. */
const MARKDOWN = [...HANDLERS, ...HOSTILE_HTML].flatMap((vector) => PLACES.map((place) => place(vector)));

/** Describes forbidden events on a page: a script ran, a dialog appeared, or a request went to another site. */
async function eventsIn(page: Page, html: string, seen: string[]): Promise<string | null> {
  seen.length = 0;
  // Without a content security policy, only the sanitizer protects the page.
  await page.setContent(
    `<!DOCTYPE html><html lang="en"><title>t</title><body><main>${html}</main></body></html>`,
  );
  await page.evaluate(() => {
    // Prevents ordinary links from leaving the page. Handlers and links that run scripts still work.
    const stay = (event: Event): void => {
      const link = (event.target as Element).closest('a');
      if (link !== null && !/^(?:javascript|vbscript|data):/i.test(link.href)) event.preventDefault();
    };
    document.addEventListener('click', stay, true);
    const kinds = ['click', 'mouseover', 'focus', 'animationstart', 'toggle'];
    for (const element of [...document.querySelectorAll('main *')].slice(0, 60)) {
      for (const kind of kinds) {
        element.dispatchEvent(new MouseEvent(kind, { bubbles: true, cancelable: true }));
      }
    }
  });
  const ran = await page.evaluate(() => 'ran' in globalThis);
  if (ran) seen.push('a script ran');
  const found = seen.length === 0 ? null : [...new Set(seen)].join(', ');
  if (found !== null) await page.goto('about:blank');
  return found;
}

async function inBrowser<T>(
  items: readonly T[],
  name: (item: T) => string,
  html: (item: T) => Promise<string>,
): Promise<Tally> {
  let browser: Browser | null = null;
  try {
    browser = await launchBrowser();
    const page = await browser.newPage();
    const seen: string[] = [];
    page.on('dialog', (dialog) => {
      seen.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.route('**/*', (route) => {
      const url = route.request().url();
      if (!url.startsWith('about:') && !url.startsWith('data:')) seen.push(`request to ${url.slice(0, 60)}`);
      return route.abort();
    });
    // Tests the test itself: it must detect a page without a sanitizer.
    for (const bait of [`<img src=x: onerror="${RUN}">`, `<img src="${ELSEWHERE}/x">`]) {
      if ((await eventsIn(page, bait, seen)) === null) throw new Error(`${bait} wasn’t noticed`);
    }
    return await tally(items, name, async (item) => eventsIn(page, await html(item), seen));
  } finally {
    await browser?.close();
  }
}

/** Attacks that take effect in a browser if they get through. */
export const BROWSER_ATTACKS: readonly Attack[] = [
  {
    name: 'Markdown and HTML in a browser',
    means: 'a script runs, a dialog appears, or something is loaded from another site',
    least: 500,
    slow: true,
    async run() {
      const compile = await createPageCompiler();
      return inBrowser(
        MARKDOWN,
        (text) => JSON.stringify(text.slice(0, 90)),
        async (text) => (await compile('page.md', writeUp(text))).page?.body.html ?? '',
      );
    },
  },
  {
    name: 'Diagrams in a browser',
    means: 'a script runs, a dialog appears, or something is loaded from another site',
    least: 100,
    slow: true,
    async run() {
      const { render } = await createRenderer();
      return inBrowser(
        diagrams(),
        (text) => JSON.stringify(text.slice(0, 90)),
        async (text) => {
          const drawn = await render('fig', text);
          return drawn.ok ? drawn.svg : '';
        },
      );
    },
  },
];

/** The unit tests' vectors, plus others as labels in each kind of diagram. */
function diagrams(): string[] {
  const labels = HANDLERS.filter((text) => !text.includes('\n')).slice(0, 40);
  return [
    ...HOSTILE_DIAGRAMS,
    ...labels.flatMap((label) => {
      const quoted = label.replaceAll('"', '#quot;');
      return [
        `flowchart LR\n  a["${quoted}"] -->|"${quoted}"| b\n  click a href "javascript:${RUN}"`,
        `sequenceDiagram\n  participant A as ${label}\n  A->>A: ${label}\n  Note over A: ${label}`,
        `stateDiagram-v2\n  state "${quoted}" as a\n  a --> b : ${label}`,
      ];
    }),
  ];
}
