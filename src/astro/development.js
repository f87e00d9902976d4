/*
 * Of the development server alone. Each change loads the page anew, and what stands on a page when it is loaded is not
 * read out. So the region that is read out gets its text a moment later.
 */
const region = document.querySelector('[data-hc-waiting]');
const key = `hindcast-waiting:${location.pathname}`;
const MOMENT = 300;

if (region instanceof HTMLElement) {
  const waiting = region.dataset['hcWaiting'] === 'true';
  const waited = sessionStorage.getItem(key) !== null;
  if (waiting) sessionStorage.setItem(key, '');
  else sessionStorage.removeItem(key);
  const text = waiting
    ? 'Being simulated: the page shows results of before the last change.'
    : waited
      ? 'The new results are shown.'
      : '';
  if (waiting !== waited) setTimeout(() => region.append(text), MOMENT);
}
