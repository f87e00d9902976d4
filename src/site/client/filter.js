/*
 * Filters the list of incidents by multiple facets and by text. Without this script, the facets are links to separate
 * lists. If the list has multiple pages, the first use of a filter fetches all of them. If fetching fails, as on pages
 * opened from disk, only the rows on this page are filtered, and the count shows this.
 */
(() => {
  const panel = document.querySelector('[data-filter]');
  const list = document.querySelector('[data-list]');
  const count = document.querySelector('[data-count]');
  if (panel === null || list === null || count === null) return;

  const sections = [...panel.querySelectorAll('[data-kind]')];
  const chosen = new Map(sections.map(({ dataset }) => [dataset.kind, new Set()]));
  const pages = document.querySelector('[data-pages]');
  const before = count.textContent;
  const search = panel.querySelector('.filter-text');
  const clear = document.createElement('button');
  let complete = pages === null;
  let fetching = null;

  /** Replaces facet links with toggle buttons. */
  function addSwitches() {
    for (const section of sections) {
      const values = chosen.get(section.dataset.kind);
      for (const link of section.querySelectorAll('a[data-value]')) {
        const made = document.createElement('button');
        made.type = 'button';
        made.className = 'facet-switch';
        made.dataset.value = link.dataset.value;
        made.append(...link.childNodes);
        made.addEventListener('click', () => {
          if (!values.delete(made.dataset.value)) values.add(made.dataset.value);
          update();
        });
        link.replaceWith(made);
      }
    }
  }

  function addClear() {
    clear.type = 'button';
    clear.className = 'button';
    clear.textContent = 'Clear filters';
    panel.append(clear);
    clear.addEventListener('click', () => {
      for (const values of chosen.values()) values.clear();
      search.value = '';
      search.focus();
      update();
    });
  }

  /** Appends the rows of all other pages. */
  async function fetchRest() {
    const last = Math.max(...[...pages.querySelectorAll('li a')].map((link) => Number(link.textContent)));
    const next = pages.querySelector('a[rel="next"]').href;
    const addresses = Array.from({ length: last - 1 }, (_, i) =>
      next.replace(/page\/\d+\//, `page/${i + 2}/`),
    );
    const texts = await Promise.all(
      addresses.map(async (address) => {
        const answer = await fetch(address);
        if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
        return answer.text();
      }),
    );
    for (const text of texts) {
      const other = new DOMParser().parseFromString(text, 'text/html');
      list.append(...[...other.querySelectorAll('[data-row]')].map((row) => document.adoptNode(row)));
    }
    complete = true;
  }

  function matches(row, words) {
    for (const [kind, values] of chosen) {
      const own = (row.dataset[kind] ?? '').split(' ');
      if (values.size > 0 && !own.some((value) => values.has(value))) return false;
    }
    const text = row.textContent.toLowerCase();
    return words.every((word) => text.includes(word));
  }

  function toAddress() {
    const query = new URLSearchParams();
    for (const [kind, values] of chosen) for (const value of values) query.append(kind, value);
    if (search.value.trim() !== '') query.set('q', search.value.trim());
    const text = query.toString();
    try {
      history.replaceState(null, '', text === '' ? location.pathname : `?${text}`);
    } catch {
      // Pages opened from disk can't change their address.
    }
  }

  function fromAddress() {
    const query = new URLSearchParams(location.search);
    for (const [kind, values] of chosen) for (const value of query.getAll(kind)) values.add(value);
    search.value = query.get('q') ?? '';
  }

  const isNarrowed = () =>
    search.value.trim() !== '' || [...chosen.values()].some((values) => values.size > 0);

  function show() {
    const narrowed = isNarrowed();
    for (const section of sections) {
      const values = chosen.get(section.dataset.kind);
      for (const made of section.querySelectorAll('.facet-switch')) {
        made.setAttribute('aria-pressed', String(values.has(made.dataset.value)));
      }
    }
    clear.hidden = !narrowed;
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = [...list.querySelectorAll('[data-row]')];
    for (const row of rows) row.hidden = narrowed && !matches(row, words);
    const shown = rows.filter((row) => !row.hidden).length;
    if (pages !== null) pages.hidden = complete;
    if (narrowed)
      count.textContent = `${shown} of ${rows.length} incidents${complete ? '' : ' on this page'}`;
    else count.textContent = complete && pages !== null ? `${rows.length} incidents` : before;
  }

  function update() {
    toAddress();
    show();
    if (complete || !isNarrowed()) return;
    fetching ??= fetchRest();
    fetching.then(show, () => undefined);
  }

  search.addEventListener('input', update);
  addSwitches();
  addClear();
  fromAddress();
  if (isNarrowed()) update();
  else show();
})();
