/*
 * A drill, only if the address has `?drill`: replaces the page by its observed timeline, one entry at a time. Notes
 * stay in this tab.
 */
(() => {
  if (!new URLSearchParams(location.search).has('drill')) return;
  // The page's text gives the end away, so it's hidden before it has been parsed.
  document.documentElement.classList.add('is-drill');

  const KEY = `hindcast.drill:${location.pathname}`;
  let page;
  let steps;
  let models;
  /** Index of the last entry shown, a note for each entry, and whether the drill has ended. */
  let at;
  let notes;
  let isOver;

  const made = (name, className, ...children) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...children);
    return element;
  };
  const button = (text, act) => {
    const one = made('button', 'button', text);
    one.type = 'button';
    one.addEventListener('click', act);
    return one;
  };
  const pageLink = () => {
    const link = made('a', '', 'Leave the drill and open the write-up');
    link.href = location.href.split(/[?#]/)[0];
    return made('p', 'drill-leave', link);
  };

  // Storage may be blocked, as on pages opened from disk. Reloading the page then starts again.
  function save() {
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ at, notes, isOver }));
    } catch {
      // Storage is blocked.
    }
  }

  function restore() {
    let stored = null;
    try {
      stored = JSON.parse(sessionStorage.getItem(KEY));
    } catch {
      // Storage is blocked.
    }
    at = Math.max(0, Math.min(steps.length - 1, Number(stored?.at) || 0));
    notes = steps.map((_, i) => String(stored?.notes?.[i] ?? ''));
    isOver = stored?.isOver === true;
  }

  const title = made('h1', 'drill-title');
  const intro = made('p', 'drill-intro');
  const entries = made('ol', 'drill-entries');
  const status = made('p', 'hidden-text');
  status.setAttribute('role', 'status');
  const count = made('p', 'drill-count');
  const note = made('textarea');
  note.id = 'drill.note';
  note.rows = 3;
  const question = made('label', '', 'What do you look at? What do you do next?');
  question.htmlFor = note.id;
  const next = button('Next entry', () => (at === steps.length - 1 ? finish() : reveal()));
  next.classList.add('drill-next');
  const stop = button('End and compare', () => finish());
  const form = made(
    'div',
    'drill-form',
    count,
    question,
    note,
    made('p', 'drill-buttons', next, stop),
    pageLink(),
  );
  const drill = made('section', 'drill', title, intro, entries, status, form);
  title.id = 'drill.title';
  drill.setAttribute('aria-labelledby', title.id);
  note.addEventListener('input', () => {
    notes[at] = note.value;
    save();
  });

  const said = ({ actor, text }) => (actor === null ? text : `${actor}: ${text}`);
  const timeOf = ({ at: moment, when }) => {
    const time = made('time', '', when);
    time.dateTime = moment;
    return time;
  };
  const simulatedText = ({ model, values }) =>
    `${models.length === 1 ? 'Simulated' : `Simulated (model ${model + 1})`}: ${values.join('; ')}`;

  function entryOf(step, i) {
    const entry = made(
      'li',
      '',
      made('p', 'drill-when', timeOf(step), ` · ${step.kind}`),
      made('p', '', said(step)),
      ...step.simulated.map((state) => made('p', 'drill-simulated', simulatedText(state))),
    );
    if (i < at && notes[i].trim() !== '') entry.append(made('p', 'drill-note', `Your note: ${notes[i]}`));
    return entry;
  }

  function show() {
    entries.replaceChildren(...steps.slice(0, at + 1).map(entryOf));
    entries.lastChild.setAttribute('aria-current', 'step');
    const isLast = at === steps.length - 1;
    count.textContent = `Entry ${at + 1} of ${steps.length}${isLast ? '. This is the last one.' : ''}`;
    note.value = notes[at];
    // Nothing was done after the last entry.
    for (const one of [question, note, stop]) one.hidden = isLast;
    next.textContent = isLast ? 'Compare your notes' : 'Next entry';
  }

  function reveal() {
    at += 1;
    save();
    show();
    const step = steps[at];
    status.textContent = [
      `${step.when}, ${step.kind}. ${said(step)}`,
      ...step.simulated.map(simulatedText),
    ].join('. ');
    form.scrollIntoView({ block: 'nearest' });
  }

  /** A row for each note, with what was done from then until the next note. */
  function compared() {
    const rows = [];
    for (const [i, step] of steps.entries()) {
      if (step.isAction) {
        if (rows.length === 0) rows.push({ step: steps[0], note: null, done: [] });
        rows.at(-1).done.push(step);
      }
      if (notes[i].trim() !== '') rows.push({ step, note: notes[i].trim(), done: [] });
    }
    return rows;
  }

  const cell = (head, className, ...children) => {
    const one = made('td', className, ...children);
    one.dataset.h = head;
    return one;
  };

  function rowOf({ step, note: text, done }) {
    const time = made('th', 'when', timeOf(step));
    time.scope = 'row';
    const list = done.map((one) => made('li', '', timeOf(one), ` ${said(one)}`));
    return made(
      'tr',
      '',
      time,
      text === null ? cell('Your note', 'quiet', 'No note') : cell('Your note', 'drill-text', text),
      list.length === 0
        ? cell('What was done', 'quiet', 'Nothing')
        : cell('What was done', '', made('ul', 'drill-done', ...list)),
    );
  }

  function tableOf(rows) {
    const heads = ['From', 'Your note', 'What was done until your next note'].map((text) => {
      const head = made('th', '', text);
      head.scope = 'col';
      return head;
    });
    return made(
      'table',
      'record-table drill-table',
      made('caption', 'hidden-text', 'Your notes and what was done'),
      made('thead', '', made('tr', '', ...heads)),
      made('tbody', '', ...rows.map(rowOf)),
    );
  }

  /** The models' titles, with links to their pages where the write-up has them. */
  function modelsList() {
    const items = models.map(({ id, title: text }, i) => {
      const own = page.querySelector(`a[href*="models/${id}/"]`);
      const link = made(own === null ? 'span' : 'a', '', text);
      if (own !== null) link.href = own.href;
      return made('li', '', models.length === 1 ? 'Model: ' : `Model ${i + 1}: `, link);
    });
    return items.length === 0 ? [] : [made('ul', 'drill-models', ...items)];
  }

  function finish() {
    isOver = true;
    save();
    end().focus();
    scrollTo(0, 0);
  }

  function end() {
    const rows = compared();
    const heading = made('h2', '', 'Your notes and what was done');
    heading.tabIndex = -1;
    const again = button('Start again', () => {
      at = 0;
      notes = steps.map(() => '');
      isOver = false;
      save();
      begin();
      title.focus();
      scrollTo(0, 0);
    });
    drill.replaceChildren(
      title,
      heading,
      rows.length === 0
        ? made('p', '', 'You wrote no notes, and the timeline has no response, public post or recovery.')
        : tableOf(rows),
      ...modelsList(),
      made('p', 'drill-buttons', again),
      pageLink(),
    );
    return heading;
  }

  function begin() {
    drill.replaceChildren(title, intro, entries, status, form);
    status.textContent = '';
    show();
  }

  function open({ detail }) {
    ({ steps, models } = detail);
    title.textContent = page.querySelector('h1').textContent;
    title.tabIndex = -1;
    intro.textContent =
      'A drill: the observed timeline, one entry at a time. After each entry, write what you would look at and do next. At the end, your notes are listed next to what was done. They stay in this tab.';
    if (models.length > 0)
      intro.append(
        ' Lines marked “Simulated” are what a model had reached by then; they weren’t observed. The models are named at the end.',
      );
    restore();
    if (isOver) end();
    else begin();
    page.before(drill);
    document.title = `Drill: ${document.title}`;
  }

  function load() {
    page = document.querySelector('[data-drill]');
    page.hidden = true;
    document.documentElement.classList.remove('is-drill');
    addEventListener('hindcast-drill', open, { once: true });
    const script = made('script');
    script.src = new URL(page.dataset.href, document.baseURI);
    script.addEventListener('error', () =>
      page.before(made('section', 'drill', made('p', '', 'The drill can’t be loaded.'), pageLink())),
    );
    document.head.append(script);
  }

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', load);
  else load();
})();
