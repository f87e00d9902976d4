/*
 * Steps through a counterexample: the state after each step, and the diagram up to that step. Without this script, the
 * table and the diagram show all steps.
 */
(() => {
  const rows = [...document.querySelectorAll('tr[id^="step-"]')];
  const figure = rows[0]?.closest('figure');
  if (!figure) return;
  const table = rows[0].closest('table');
  const start = table.tBodies[0].rows[0];
  const initial = start.id === '' ? start : null;
  const firstVariable = rows[0].querySelector('.hc-what').cellIndex + 1;
  const names = [...table.tHead.rows[0].cells].slice(firstVariable).map((cell) => cell.textContent);
  const last = rows.length;
  /** If there are more steps than this, a slider replaces their links. */
  const MOST_LINKS = 25;

  const made = (name, className, text = '') => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.textContent = text;
    return element;
  };

  const player = made('div', 'player');
  player.setAttribute('role', 'group');
  player.setAttribute('aria-label', 'Step through');
  const sentence = made('p', 'player-step');
  sentence.setAttribute('aria-live', 'polite');
  const state = made('dl', 'player-state');
  const buttons = made('p', 'player-buttons');
  const button = (text, act) => {
    const one = made('button', 'button', text);
    one.type = 'button';
    one.addEventListener('click', act);
    buttons.append(one);
    return one;
  };
  const toStart = button('Start', () => go(0));
  const back = button('Back', () => go(step - 1));
  const next = button('Next', () => go(step + 1));
  const steps = made('ol', 'player-steps');
  const slider = made('input', 'player-slider');
  if (last <= MOST_LINKS) {
    for (let k = 1; k <= last; k++) {
      const link = made('a', '', String(k));
      link.href = `#step-${k}`;
      const item = made('li');
      item.append(link);
      steps.append(item);
    }
  } else {
    Object.assign(slider, { type: 'range', min: 0, max: last, value: last });
    slider.setAttribute('aria-label', 'Step');
    slider.addEventListener('input', () => go(Number(slider.value)));
  }
  player.append(sentence, state, buttons, last <= MOST_LINKS ? steps : slider);
  figure.querySelector('figcaption').after(player);

  const cover = coverOf(figure.querySelector('svg.diagram'));
  let step = last;

  /** Fades the part of the diagram that comes after a step. */
  function coverOf(drawing) {
    if (!drawing) return () => {};
    const { x, y, width, height } = drawing.viewBox.baseVal;
    const places = [];
    for (const text of drawing.querySelectorAll('text')) {
      const number = /^(\d+)\. /.exec(text.textContent)?.[1];
      if (number) places.push({ number: Number(number), y: text.y.baseVal[0]?.value ?? 0 });
    }
    const rect = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    for (const [name, value] of Object.entries({ class: 'player-later', x, width }))
      rect.setAttribute(name, value);
    drawing.append(rect);
    return (k) => {
      const later = places.filter(({ number }) => number > k).map((place) => place.y);
      const from = later.length === 0 ? y + height : Math.min(...later) - 8;
      rect.setAttribute('y', from);
      rect.setAttribute('height', y + height - from);
    };
  }

  const valueIn = (row, i) => row?.cells[firstVariable + i] ?? null;
  const plain = (cell) => cell.firstChild?.textContent.trim() ?? '';

  /** Each variable's value after a step, with the old value if the step changed it. */
  function stateAfter(k) {
    return names.map((name, i) => {
      const now = k === 0 ? null : valueIn(rows[k - 1], i);
      if (now?.textContent) {
        const old = now.querySelector('.hc-sub')?.textContent;
        return { name, value: old ? `${plain(now)} (${old})` : plain(now), isNew: true };
      }
      for (let before = k - 1; before > 0; before--) {
        const cell = valueIn(rows[before - 1], i);
        if (cell?.textContent) return { name, value: plain(cell), isNew: false };
      }
      return { name, value: valueIn(initial, i)?.textContent ?? '', isNew: false };
    });
  }

  function textOf(k) {
    if (k === 0) return 'The initial state.';
    const row = rows[k - 1];
    const what = row.querySelector('.hc-what');
    const [said, ...notes] = [...what.children].map((child) => child.textContent);
    const remarks = notes.filter((note) => !note.startsWith('to '));
    return `${row.cells[what.cellIndex - 1].textContent} ${said}${remarks.map((note) => `. ${note}`).join('')}`;
  }

  function show() {
    const head = made('strong', '', `Step ${step} of ${last}`);
    sentence.replaceChildren(head, ` ${textOf(step)}`);
    state.replaceChildren(
      ...stateAfter(step).flatMap(({ name, value, isNew }) => [
        made('dt', '', name),
        made('dd', isNew ? 'is-new' : '', value),
      ]),
    );
    for (const [i, row] of rows.entries()) row.classList.toggle('is-current', i + 1 === step);
    for (const [i, item] of [...steps.children].entries()) {
      if (i + 1 === step) item.firstChild.setAttribute('aria-current', 'step');
      else item.firstChild.removeAttribute('aria-current');
    }
    slider.value = step;
    toStart.disabled = step === 0;
    back.disabled = step === 0;
    next.disabled = step === last;
    cover(step);
  }

  function go(to) {
    step = Math.max(0, Math.min(last, to));
    show();
    // The browser's Back button should leave the page, not go back through the steps.
    history.replaceState(null, '', `#step-${step}`);
  }

  /** The step in the address; null if there is none. Numbers out of range are clamped. */
  function addressed() {
    const number = /^#step-(\d+)$/.exec(location.hash)?.[1];
    return number === undefined ? null : Math.max(0, Math.min(last, Number(number)));
  }

  steps.addEventListener('click', (event) => {
    const link = event.target.closest('a');
    if (!link) return;
    event.preventDefault();
    go(Number(link.textContent));
  });
  const isSeen = () => {
    const { top, bottom } = figure.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  addEventListener('keydown', (event) => {
    if (!isSeen() || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest('input, select, textarea, [contenteditable]')) return;
    const isInside = player.contains(document.activeElement);
    const to = { ArrowLeft: step - 1, ArrowRight: step + 1, ...(isInside ? { Home: 0, End: last } : {}) }[
      event.key
    ];
    if (to === undefined) return;
    event.preventDefault();
    go(to);
  });
  addEventListener('hashchange', () => {
    const to = addressed();
    if (to === null) return;
    step = to;
    show();
  });
  const first = addressed();
  if (first !== null) {
    step = first;
    figure.scrollIntoView();
  }
  show();
})();
