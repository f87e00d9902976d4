/*
 * Steps through a counterexample or a run's timeline: the state after each step, and the drawing up to that step.
 * Without this script, the tables and drawings show all steps.
 */
(() => {
  /** If there are more steps than this, a slider replaces their links. */
  const MOST_LINKS = 25;

  const made = (name, className, text = '') => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.textContent = text;
    return element;
  };

  const drawn = (drawing, name, attributes) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    drawing.append(element);
    return element;
  };

  const plain = (cell) => cell.firstChild?.textContent.trim() ?? '';

  /** A counterexample: its table has a column for each variable. */
  function counterexample(rows, figure) {
    const table = rows[0].closest('table');
    const start = table.tBodies[0].rows[0];
    const initial = start.id === '' ? start : null;
    const firstVariable = rows[0].querySelector('.hc-what').cellIndex + 1;
    const names = [...table.tHead.rows[0].cells].slice(firstVariable).map((cell) => cell.textContent);
    const valueIn = (row, i) => row?.cells[firstVariable + i] ?? null;
    // If a fix is compared on the same schedule, its table has a row for each step.
    const beside = document.querySelector('.hc-side-by-side table');
    const fix = beside?.tHead.rows[0].cells[3].textContent;

    function valueAfter(name, i, k) {
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
    }

    return {
      prefix: 'step',
      noun: 'Step',
      after: figure.querySelector('figcaption'),
      stateAfter: (k) => names.map((name, i) => valueAfter(name, i, k)),
      textOf(k) {
        if (k === 0) return 'The initial state.';
        const row = rows[k - 1];
        const what = row.querySelector('.hc-what');
        const [said, ...notes] = [...what.children].map((child) => child.textContent);
        const remarks = notes.filter((note) => !note.startsWith('→ '));
        return `${row.cells[what.cellIndex - 1].textContent} ${said}${remarks.map((note) => `. ${note}`).join('')}`;
      },
      besideOf(k) {
        const cell = k === 0 ? null : beside?.tBodies[0].rows[k - 1]?.cells[3];
        if (!cell) return '';
        const parts = [...cell.childNodes]
          .map((node) => node.textContent.trim())
          .filter((text) => text !== '');
        const text = parts.join(' ');
        return `In ${fix}: ${text === 'same' ? 'the same' : text}`;
      },
      cover: coverBelow(figure.querySelector('svg.diagram')),
    };
  }

  /** Fades the part of a diagram that comes after a step. */
  function coverBelow(drawing) {
    if (!drawing) return () => {};
    const { x, y, width, height } = drawing.viewBox.baseVal;
    const places = [];
    for (const text of drawing.querySelectorAll('text')) {
      const number = /^(\d+)\. /.exec(text.textContent)?.[1];
      if (number) places.push({ number: Number(number), y: text.y.baseVal[0]?.value ?? 0 });
    }
    const rect = drawn(drawing, 'rect', { class: 'player-later', x, width });
    return (k) => {
      const later = places.filter(({ number }) => number > k).map((place) => place.y);
      const from = later.length === 0 ? y + height : Math.min(...later) - 8;
      rect.setAttribute('y', from);
      rect.setAttribute('height', y + height - from);
    };
  }

  /** A run's timeline: rows list the values that changed since the row before. */
  function timeline(rows, figure) {
    const start = rows[0].previousElementSibling;
    const valuesIn = (row) => {
      const parts = [...(row?.querySelector('.hc-now')?.children ?? [])].map((part) => part.textContent);
      return parts.flatMap((name, i) => (i % 2 === 0 ? [[name, parts[i + 1]]] : []));
    };
    return {
      prefix: 'event',
      noun: 'Event',
      after: figure.querySelector('.hc-tl-scroll'),
      stateAfter(k) {
        const state = new Map(valuesIn(start).map(([name, value]) => [name, { name, value, isNew: false }]));
        for (let i = 0; i < k; i++) {
          for (const [name, value] of valuesIn(rows[i])) {
            const old = state.get(name).value;
            const isNew = i === k - 1;
            state.set(name, { name, value: isNew ? `${value} (was ${old})` : value, isNew });
          }
        }
        return [...state.values()];
      },
      textOf(k) {
        if (k === 0) return 'The start of the run.';
        const [time, who, what, basis] = rows[k - 1].cells;
        const said = [...what.childNodes].filter((node) => !node.classList?.contains('hc-now'));
        const text = said
          .map((node) => node.textContent)
          .join('')
          .trim();
        const actor = { fact: '', mark: 'Mark', run: 'The run' }[who.textContent] ?? who.textContent;
        return `${time.textContent.trim()}: ${actor} ${text} (${basis.textContent.trim()})`.replace(
          ':  ',
          ': ',
        );
      },
      besideOf: () => '',
      cover: coverAfter(figure.querySelector('.hc-tl-svg'), rows),
    };
  }

  /** Fades the part of a timeline after an event, and keeps the event in view in a timeline that scrolls. */
  function coverAfter(drawing, rows) {
    if (!drawing) return () => {};
    const { width, height } = drawing.viewBox.baseVal;
    const box = drawing.closest('.hc-tl-scroll');
    const rect = drawn(drawing, 'rect', { class: 'player-later', y: 0, height });
    const line = drawn(drawing, 'path', { class: 'player-now' });
    return (k) => {
      const isEnd = k === rows.length;
      const x = k === 0 ? 0 : Number(rows[k - 1].dataset.x);
      rect.setAttribute('x', x);
      rect.setAttribute('width', isEnd ? 0 : Math.max(0, width - x));
      line.setAttribute('d', isEnd ? '' : `M${x} 0V${height}`);
      if (!isEnd && box) {
        const { left, width: shown } = box.getBoundingClientRect();
        const at = drawing.getBoundingClientRect().left + x - left;
        if (at < 0 || at > shown) box.scrollLeft += at - shown / 2;
      }
    };
  }

  function playerFor(rows, figure, { prefix, noun, after, stateAfter, textOf, besideOf, cover }) {
    const last = rows.length;
    let step = last;
    const box = made('div', 'player');
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', 'Step through');
    const sentence = made('p', 'player-step');
    sentence.setAttribute('aria-live', 'polite');
    const beside = made('p', 'player-beside');
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
        link.href = `#${prefix}-${k}`;
        const item = made('li');
        item.append(link);
        steps.append(item);
      }
    } else {
      Object.assign(slider, { type: 'range', min: 0, max: last, value: last });
      slider.setAttribute('aria-label', noun);
      slider.addEventListener('input', () => go(Number(slider.value)));
    }
    if (last > MOST_LINKS) buttons.append(slider);
    box.append(sentence, beside, state, buttons, ...(last > MOST_LINKS ? [] : [steps]));
    after.after(box);

    function show() {
      const text = textOf(step);
      sentence.replaceChildren(made('strong', '', `${noun} ${step} of ${last}`), ` ${text}`);
      beside.textContent = besideOf(step);
      beside.hidden = beside.textContent === '';
      state.replaceChildren(
        ...stateAfter(step).flatMap(({ name, value, isNew }) => {
          const item = made('div');
          item.append(made('dt', '', name), made('dd', isNew ? 'is-new' : '', value));
          return [item];
        }),
      );
      for (const [i, row] of rows.entries()) row.classList.toggle('is-current', i + 1 === step);
      for (const [i, item] of [...steps.children].entries()) {
        if (i + 1 === step) item.firstChild.setAttribute('aria-current', 'step');
        else item.firstChild.removeAttribute('aria-current');
      }
      slider.value = step;
      slider.setAttribute('aria-valuetext', `${step} of ${last}: ${text}`);
      toStart.disabled = step === 0;
      back.disabled = step === 0;
      next.disabled = step === last;
      cover(step);
    }

    function go(to) {
      step = Math.max(0, Math.min(last, to));
      show();
      // The browser's Back button should leave the page, not go back through the steps.
      history.replaceState(null, '', `#${prefix}-${step}`);
    }

    /** Shows the step in the address, if it's one of these. Numbers out of range are clamped. */
    function follow() {
      const [, name, number] = /^#([a-z]+)-(\d+)$/.exec(location.hash) ?? [];
      if (name !== prefix) return;
      step = Math.max(0, Math.min(last, Number(number)));
      for (let fold = figure.closest('details'); fold; fold = fold.parentElement.closest('details'))
        fold.open = true;
      show();
      figure.scrollIntoView({ behavior: 'instant' });
      box.scrollIntoView({ behavior: 'instant', block: 'nearest' });
    }

    steps.addEventListener('click', (event) => {
      const link = event.target.closest('a');
      if (!link) return;
      event.preventDefault();
      go(Number(link.textContent));
    });
    addEventListener('hashchange', follow);
    // Browsers would scroll to the row with the address's id, which can be far below the player.
    for (const row of rows) row.removeAttribute('id');
    show();
    follow();
    return {
      isFocused: () => box.contains(document.activeElement),
      isSeen() {
        const { top, bottom } = figure.getBoundingClientRect();
        return bottom > 0 && top < innerHeight;
      },
      press(key) {
        const ends = { Home: 0, End: last };
        const to = {
          ArrowLeft: step - 1,
          ArrowRight: step + 1,
          ...(box.contains(document.activeElement) && ends),
        };
        if (to[key] === undefined) return false;
        go(to[key]);
        return true;
      },
    };
  }

  const players = [
    ['step', counterexample],
    ['event', timeline],
  ].flatMap(([prefix, kind]) => {
    const rows = [...document.querySelectorAll(`tr[id^="${prefix}-"]`)];
    const figure = rows.length < 2 ? null : rows[0].closest('figure');
    return figure ? [playerFor(rows, figure, kind(rows, figure))] : [];
  });

  addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    // A timeline that scrolls sideways uses the arrow keys itself.
    if (event.target.closest('input, select, textarea, [contenteditable], .hc-scroll')) return;
    const one = players.find(({ isFocused }) => isFocused()) ?? players.find(({ isSeen }) => isSeen());
    if (one?.press(event.key)) event.preventDefault();
  });
})();
