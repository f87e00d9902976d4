/*
 * Optional extras: times in the reader's time zone, full-screen figures, the current heading in the outline, and a
 * print button. This is a classic script, so it also runs on pages opened from disk.
 */
(() => {
  const button = (text, act) => {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = 'button';
    made.textContent = text;
    made.addEventListener('click', act);
    return made;
  };

  // Storage may be blocked, as on pages opened from disk. The choice then applies only to this page.
  const KEY = 'hindcast.own-zone';
  const remembered = () => {
    try {
      return localStorage.getItem(KEY) === 'yes';
    } catch {
      return false;
    }
  };
  const remember = (shown) => {
    try {
      localStorage.setItem(KEY, shown ? 'yes' : 'no');
    } catch {
      // Storage is blocked.
    }
  };

  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const local = new Intl.DateTimeFormat('en-US', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });

  /** Adds the time in the reader's zone to each time, but only once per table cell or paragraph. */
  function addOwnTimes() {
    const seen = new WeakMap();
    for (const time of document.querySelectorAll('main time[datetime*="T"][datetime$="Z"]')) {
      const place = time.closest('td, dd, li, p') ?? time;
      const moments = seen.get(place) ?? new Set();
      seen.set(place, moments);
      const moment = new Date(time.dateTime);
      if (moments.has(time.dateTime) || Number.isNaN(moment.getTime())) continue;
      moments.add(time.dateTime);
      const own = document.createElement('span');
      own.className = 'own-time';
      own.textContent = `${local.format(moment)} (your time)`;
      (time.closest('a') ?? time).after(' ', own);
    }
  }

  function showOwnTimes(shown, pressed) {
    for (const own of document.querySelectorAll('.own-time')) own.remove();
    if (shown) addOwnTimes();
    pressed.setAttribute('aria-pressed', String(shown));
  }

  function ownZoneButton() {
    const made = button(`Times in my time zone (${zone})`, () => {
      const shown = made.getAttribute('aria-pressed') !== 'true';
      remember(shown);
      showOwnTimes(shown, made);
    });
    showOwnTimes(remembered(), made);
    return made;
  }

  function addFullScreen() {
    if (!document.fullscreenEnabled) return;
    for (const figure of document.querySelectorAll('figure.hc-figure, figure.picture')) {
      const caption = figure.querySelector('figcaption');
      const picture = figure.querySelector('img');
      if (caption === null || (picture ?? figure.querySelector('.hc-scroll, svg')) === null) continue;
      const name =
        picture === null ? figure.querySelector('.hc-title')?.firstChild?.textContent : picture.alt;
      const title = (name ?? 'this figure').trim();
      const made = button('Full screen', () => {
        if (document.fullscreenElement === figure) document.exitFullscreen();
        else figure.requestFullscreen().catch(() => made.remove());
      });
      made.setAttribute('aria-label', `Full screen: ${title}`);
      made.classList.add('figure-full');
      caption.append(made);
    }
    document.addEventListener('fullscreenchange', () => {
      for (const made of document.querySelectorAll('.figure-full')) {
        const isFull = document.fullscreenElement === made.closest('figure');
        made.textContent = isFull ? 'Exit full screen' : 'Full screen';
      }
    });
  }

  function followOutline() {
    const links = new Map();
    for (const link of document.querySelectorAll('nav.outline a[href^="#"]')) {
      links.set(decodeURIComponent(link.hash.slice(1)), link);
    }
    const headings = [...links.keys()].map((id) => document.getElementById(id)).filter((one) => one !== null);
    if (headings.length === 0) return;
    const mark = () => {
      const current = headings.findLast((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
      for (const [id, link] of links) {
        if (current !== undefined && id === current.id) link.setAttribute('aria-current', 'true');
        else link.removeAttribute('aria-current');
      }
    };
    const observer = new IntersectionObserver(mark, { rootMargin: '0px 0px -66% 0px' });
    for (const heading of headings) observer.observe(heading);
  }

  /** Opens the collapsed sections around a link's target, because not every browser does. */
  function openTarget() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target === null) return;
    const closed = [];
    for (let fold = target.closest('details'); fold !== null; fold = fold.parentElement.closest('details')) {
      if (!fold.open) closed.push(fold);
    }
    if (closed.length === 0) return;
    for (const fold of closed) fold.open = true;
    target.scrollIntoView();
  }

  /** Makes the search box on the home page open the search page. Pages opened from disk don't have search. */
  function addFind() {
    const form = document.querySelector('[data-find]');
    if (form === null) return;
    form.hidden = location.protocol === 'file:';
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const words = form.querySelector('input').value.trim();
      const page = new URL(form.dataset.href, document.baseURI);
      if (words !== '') page.searchParams.set('q', words);
      location.assign(page);
    });
  }

  const tools = document.querySelector('[data-page-tools]');
  if (tools !== null) {
    tools.append(
      ownZoneButton(),
      button('Print or save as PDF', () => print()),
    );
  }
  addFullScreen();
  followOutline();
  addFind();
  openTarget();
  addEventListener('hashchange', openTarget);
})();
