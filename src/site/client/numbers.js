/*
 * Runs a page's model with a reader's numbers in a worker. The page's text never changes. The numbers are in the
 * address, so a link shows what its sender saw.
 */
(() => {
  const panel = document.querySelector('[data-numbers]');
  const { src: engine, href: model } = document.querySelector('[data-play]')?.dataset ?? {};
  if (!panel || !engine || !model) return;
  const part = (name) => panel.querySelector(`[data-numbers-${name}]`);
  const form = part('form');
  const choice = part('case');
  const seed = part('seed');
  const stop = part('stop');
  const status = part('status');
  const sliders = [...panel.querySelectorAll('[data-numbers-slider]')];
  const stops = new Map(sliders.map((slider) => [slider, JSON.parse(slider.dataset.stops)]));

  /** Milliseconds after which a run is stopped. */
  const LIMIT = 10_000;
  /** Milliseconds after which the page shows that it's computing. */
  const PATIENCE = 200;

  // The table for a search has a single column of values.
  const isSearch = panel.classList.contains('is-search');

  let worker = null;
  let asked = 0;
  let isBusy = false;
  let isStale = false;
  let slow = 0;
  let late = 0;

  /** Browsers block workers on pages opened from disk. The panel then stays hidden. */
  function start() {
    try {
      worker = new Worker(new URL(engine, document.baseURI), { type: 'module' });
    } catch {
      return false;
    }
    worker.addEventListener('message', ({ data }) => receive(data));
    worker.addEventListener('error', () => end('This browser can’t run the model.'));
    worker.postMessage(new URL(model, document.baseURI).href);
    return true;
  }

  const option = () => choice?.selectedOptions[0] ?? null;
  const fixed = () => JSON.parse(option()?.dataset.fixed ?? '[]');

  function isOwn() {
    const moved = sliders.some((slider) => !slider.disabled && slider.value !== slider.dataset.own);
    return !moved && seed.value === form.dataset.seed;
  }

  function question() {
    const constants = {};
    for (const slider of sliders) {
      if (!slider.disabled) constants[slider.dataset.numbersSlider] = stops.get(slider)[slider.value][0];
    }
    return { id: ++asked, index: Number(option()?.value ?? 0), constants, seed: Number(seed.value) };
  }

  /** Shows the controls' state, and requests results. During a run, only the newest request is kept. */
  function update() {
    const names = fixed();
    for (const slider of sliders) {
      const [, text] = stops.get(slider)[slider.value];
      slider.disabled = names.includes(slider.dataset.numbersSlider);
      slider.setAttribute('aria-valuetext', text);
      panel.querySelector(`[data-numbers-text="${slider.dataset.numbersSlider}"]`).textContent = text;
    }
    const own = isOwn();
    panel.classList.toggle('is-own', !own);
    part('flag').textContent = own ? 'The page’s numbers' : 'Yours, not the page’s';
    if (!seed.validity.valid) {
      status.textContent = seed.validationMessage;
      return;
    }
    if (isBusy) {
      isStale = true;
      return;
    }
    if (worker === null && !start()) return;
    isBusy = true;
    slow = setTimeout(() => {
      status.textContent = 'Running…';
      stop.hidden = false;
    }, PATIENCE);
    late = setTimeout(() => end(`Stopped after ${LIMIT / 1000} s.`), LIMIT);
    worker.postMessage(question());
  }

  function settle() {
    clearTimeout(slow);
    clearTimeout(late);
    isBusy = false;
    stop.hidden = true;
  }

  function end(message) {
    settle();
    worker?.terminate();
    worker = null;
    isStale = false;
    status.textContent = message;
  }

  function receive(answer) {
    settle();
    if (answer.id === asked) show(answer);
    if (!isStale) return;
    isStale = false;
    update();
  }

  const cell = (name, text) => {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  };

  function rowsOf(results) {
    return results.map(({ head, page, yours, change }) => {
      const row = document.createElement('tr');
      const name = cell('th', head);
      name.scope = 'row';
      const own = cell('td', change === null ? yours : `${yours} (${change})`);
      if (yours !== page) own.className = 'is-changed';
      row.append(name, cell('td', page), ...(isSearch ? [] : [own]));
      return row;
    });
  }

  function show({ rows, more, curve, steps, timeline, error }) {
    status.textContent = error === null ? '' : `The run failed: ${error}.`;
    part('rows').replaceChildren(...rowsOf(rows));
    if (!isSearch) {
      const changed = more.filter(({ page, yours }) => yours !== page).length;
      const noun = more.length === 1 ? 'result' : 'results';
      const which = changed === 0 ? 'the same as the page’s' : `${changed} changed`;
      part('fold').hidden = more.length === 0;
      part('count').textContent = `${more.length} more ${noun}, ${which}`;
      part('more').replaceChildren(...rowsOf(more));
    }
    showCurve(curve);
    const list = part('steps');
    list.hidden = steps.length === 0;
    list.querySelector('ol').replaceChildren(...steps.map((text) => cell('li', text)));
    drawing = timeline;
    part('timeline').hidden = timeline === '';
    draw();
  }

  let drawing = '';

  /** A timeline can have thousands of elements, so it's only in the page while a reader looks at it. */
  function draw() {
    const fold = part('timeline');
    // The engine escapes all text in the drawing.
    fold.querySelector('div').innerHTML = fold.open ? drawing : '';
  }

  const WIDTH = 480;
  const HEIGHT = 180;

  function showCurve(curve) {
    const figure = part('curve');
    figure.hidden = curve === null || curve.top === 0;
    if (figure.hidden) return;
    const svg = (name, attributes, text = '') => {
      const made = document.createElementNS('http://www.w3.org/2000/svg', name);
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      made.textContent = text;
      return made;
    };
    const pathOf = (values) => {
      let path = '';
      let isOpen = false;
      values.forEach((value, i) => {
        if (value === null) {
          isOpen = false;
          return;
        }
        const x = ((i + 1) / values.length) * WIDTH;
        path += `${isOpen ? 'L' : 'M'}${x.toFixed(1)} ${(HEIGHT - (value / curve.top) * HEIGHT).toFixed(1)}`;
        isOpen = true;
      });
      return path;
    };
    const name = `${curve.title}, from 0 to ${curve.topText}, ${curve.fromText} to ${curve.toText}`;
    const drawing = svg('svg', { viewBox: `0 -4 ${WIDTH} ${HEIGHT + 8}`, role: 'img', 'aria-label': name });
    drawing.append(
      svg('path', { class: 'numbers-axis', d: `M0 ${HEIGHT}H${WIDTH}M0 0H${WIDTH}` }),
      svg('path', { class: 'numbers-page', d: pathOf(curve.page) }),
      svg('path', { class: 'numbers-yours', d: pathOf(curve.yours) }),
    );
    const caption = document.createElement('figcaption');
    caption.append(
      cell('span', `${curve.title}, 0 to ${curve.topText}`),
      cell('span', `${curve.fromText} to ${curve.toText}`),
      Object.assign(cell('span', 'the page’s'), { className: 'numbers-key-page' }),
      Object.assign(cell('span', 'yours'), { className: 'numbers-key-yours' }),
    );
    figure.replaceChildren(drawing, caption);
  }

  /** The values that differ from the page's, as an address. Example: `#try&case=fix&const.patience=5000000`. */
  function address() {
    const parts = ['try'];
    const add = (name, value) => parts.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
    if (option() !== null && choice.selectedIndex > 0) add('case', option().dataset.id);
    for (const slider of sliders) {
      if (slider.value !== slider.dataset.own)
        add(`const.${slider.dataset.numbersSlider}`, stops.get(slider)[slider.value][0]);
    }
    if (seed.value !== form.dataset.seed) add('seed', seed.value);
    return `#${parts.join('&')}`;
  }

  /** Sets the controls from the address. Invalid values are replaced by the page's values. */
  function restore() {
    const [name, ...parts] = location.hash.slice(1).split('&');
    if (name !== 'try') return;
    const given = new URLSearchParams(parts.join('&'));
    if (choice) {
      const wanted = [...choice.options].findIndex(({ dataset }) => dataset.id === given.get('case'));
      choice.selectedIndex = Math.max(0, wanted);
    }
    for (const slider of sliders) {
      const value = given.get(`const.${slider.dataset.numbersSlider}`);
      const at = stops.get(slider).findIndex(([stop]) => String(stop) === value);
      slider.value = at < 0 ? slider.dataset.own : at;
    }
    const wanted = given.get('seed') ?? '';
    seed.value = /^\d+$/.test(wanted) ? wanted : form.dataset.seed;
    if (parts.length > 0) panel.scrollIntoView();
  }

  if (!start()) return;
  part('timeline').addEventListener('toggle', draw);
  panel.hidden = false;
  // Without this script, the section has nothing to show.
  panel.closest('section').hidden = false;
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', () => {
    update();
    history.replaceState(null, '', address());
  });
  form.addEventListener('reset', () => {
    // The controls get their initial values only after this event.
    setTimeout(() => {
      update();
      history.replaceState(null, '', '#try');
    });
  });
  stop.addEventListener('click', () => end('Stopped.'));
  part('copy').addEventListener('click', async () => {
    const link = new URL(address(), location.href).href;
    try {
      await navigator.clipboard.writeText(link);
      status.textContent = 'Link copied.';
    } catch {
      status.textContent = link;
    }
  });
  addEventListener('hashchange', () => {
    restore();
    update();
  });
  restore();
  update();
})();
