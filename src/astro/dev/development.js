/*
 * Of the development server alone. Each change loads the page anew, and what stands on a page when it is loaded is not
 * read out. So the region that is read out gets its text a moment later.
 */
const region = document.querySelector('[data-hc-waiting]');
const key = `hindcast-waiting:${location.pathname}`;
const MOMENT = 300;
/** A page may be loaded twice for one change: what was told is told again for so long. In milliseconds. */
const AGAIN = 2000;

if (region instanceof HTMLElement) {
  const told = sessionStorage.getItem(key) !== null;
  if (region.dataset['hcWaiting'] === 'true') {
    const tell = () => {
      region.append('Being simulated: the page shows results of before the last change.');
      sessionStorage.setItem(key, '');
    };
    if (told) tell();
    else setTimeout(tell, MOMENT);
  } else if (told) {
    setTimeout(() => {
      region.append('The new results are shown.');
      setTimeout(() => sessionStorage.removeItem(key), AGAIN);
    }, MOMENT);
  }
}
