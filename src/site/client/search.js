/*
 * Full-text search. The index is built with the site and loaded in chunks, so no server is needed. Without this script,
 * and on pages opened from disk, the page links to lists instead.
 */
(() => {
  const form = document.querySelector('[data-search]');
  const off = document.querySelector('[data-search-off]');
  const results = document.querySelector('[data-results]');
  const status = document.querySelector('[data-status]');
  const more = document.querySelector('[data-more]');
  const field = document.querySelector('#search\\.words');
  const folds = document.querySelector('[data-facets]');
  const index = document.querySelector('[data-index]');
  if (!form || !off || !results || !status || !more || !field || !folds || !index) return;

  const BATCH = 10;
  const NAMES = { kind: 'Page type', severity: 'Severity', service: 'Service', year: 'Year', tag: 'Tag' };
  const folder = new URL(index.dataset.src, document.baseURI).href.replace(/[^/]*$/, '');
  const root = new URL('..', folder).href;
  const chosen = {};
  let found = [];
  let shown = 0;
  let asked = 0;
  let timer = 0;

  function explain(text) {
    const reason = document.createElement('p');
    reason.textContent = text;
    off.prepend(reason);
  }

  function addFacets() {
    for (const [name, title] of Object.entries(NAMES)) {
      const values = Object.keys(facets[name] ?? {}).sort();
      if (values.length < 2) continue;
      if (name === 'year') values.reverse();
      const select = document.createElement('select');
      select.id = `search.${name}`;
      select.name = name;
      select.add(new Option('Any', ''));
      for (const value of values) select.add(new Option(value, value));
      select.addEventListener('change', () => {
        if (select.value === '') delete chosen[name];
        else chosen[name] = select.value;
        ask();
      });
      const label = document.createElement('label');
      label.htmlFor = select.id;
      label.className = 'head-label';
      label.textContent = title;
      const facet = document.createElement('div');
      facet.className = 'search-facet';
      facet.append(label, select);
      folds.append(facet);
    }
  }

  /** Marks the matches. The excerpt is HTML with only `<mark>` elements, which are recreated from text for safety. */
  function excerptOf(text) {
    const part = document.createElement('p');
    part.className = 'search-excerpt';
    for (const piece of text.split(/(<mark>[\s\S]*?<\/mark>)/)) {
      const marked = /^<mark>([\s\S]*)<\/mark>$/.exec(piece);
      const plain = decode(marked ? marked[1] : piece);
      if (marked) {
        const mark = document.createElement('mark');
        mark.textContent = plain;
        part.append(mark);
      } else part.append(plain);
    }
    return part;
  }

  const ENTITIES = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&#x27;': "'", '&amp;': '&' };

  function decode(text) {
    return text.replace(/&(?:lt|gt|quot|amp|#39|#x27);/g, (entity) => ENTITIES[entity]);
  }

  function rowOf({ raw_url, url, meta, excerpt }) {
    const row = document.createElement('li');
    const title = document.createElement('h2');
    const link = document.createElement('a');
    link.href = new URL((raw_url ?? url).replace(/^\//, ''), root).href;
    link.textContent = meta.title ?? link.href;
    title.className = 'row-title';
    title.append(link);
    const facts = document.createElement('p');
    facts.className = 'search-facts';
    facts.textContent = [meta.kind, meta.date, meta.severity].filter(Boolean).join(' · ');
    row.append(title, facts, excerptOf(excerpt));
    return row;
  }

  async function showMore() {
    const turn = asked;
    const first = shown;
    const batch = found.slice(shown, shown + BATCH);
    shown += batch.length;
    const pages = await Promise.all(batch.map((one) => one.data()));
    if (turn !== asked) return;
    const rows = pages.map(rowOf);
    results.append(...rows);
    more.hidden = shown >= found.length;
    if (first > 0) rows[0]?.querySelector('a')?.focus();
  }

  function countOf(words) {
    const query = words === '' ? '' : ` “${words}”`;
    if (found.length === 1) return `1 page matches${query}.`;
    return `${found.length === 0 ? 'No' : found.length} pages match${query}.`;
  }

  function toAddress(words) {
    const query = new URLSearchParams(words === '' ? {} : { q: words });
    for (const [name, value] of Object.entries(chosen)) query.set(name, value);
    const text = query.toString();
    history.replaceState(null, '', text === '' ? location.pathname : `?${text}`);
  }

  function fromAddress() {
    const query = new URLSearchParams(location.search);
    field.value = query.get('q') ?? '';
    for (const select of folds.querySelectorAll('select')) {
      const wanted = query.get(select.name) ?? '';
      if (![...select.options].some(({ value }) => value === wanted)) continue;
      select.value = wanted;
      if (wanted !== '') chosen[select.name] = wanted;
    }
  }

  async function ask() {
    const turn = ++asked;
    const words = field.value.trim();
    toAddress(words);
    const idle = words === '' && Object.keys(chosen).length === 0;
    const answer = idle ? { results: [] } : await engine.search(words === '' ? null : words);
    if (turn !== asked) return;
    found = answer.results.filter(({ id }) =>
      Object.entries(chosen).every(([name, value]) => facets[name][value].includes(id)),
    );
    shown = 0;
    results.replaceChildren();
    more.hidden = true;
    status.textContent = idle ? '' : countOf(words);
    if (found.length > 0) await showMore();
  }

  let engine;
  let facets = {};

  async function start() {
    engine = await import(/* @vite-ignore */ `${folder}pagefind.js`);
    await engine.options({ excerptLength: 30, baseUrl: '/' });
    await engine.init();
    facets = await (await fetch(`${folder}facets.json`)).json();
    addFacets();
    off.hidden = true;
    form.hidden = false;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      ask();
    });
    field.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(ask, 150);
    });
    more.addEventListener('click', showMore);
    fromAddress();
    if (field.value !== '' || Object.keys(chosen).length > 0) await ask();
    document.documentElement.dataset.searchReady = '';
  }

  if (location.protocol === 'file:') {
    explain(
      'Search isn’t available because this page was opened from disk. Open it from a web server instead.',
    );
    return;
  }
  start().catch(() => explain('The search index couldn’t be loaded. Reload the page to try again.'));
})();
