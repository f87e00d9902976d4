/*
 * Development only. Each change reloads the page, and screen readers don't announce text that a live region contains on
 * load. So the text is added shortly after.
 */
const region = document.querySelector('[data-hc-waiting]');
const key = `hindcast-waiting:${location.pathname}`;
const MOMENT = 300;
/** A change may reload a page twice, so an announcement is repeated within this time. In milliseconds. */
const AGAIN = 2000;

if (region instanceof HTMLElement) {
  const announced = sessionStorage.getItem(key) !== null;
  if (region.dataset['hcWaiting'] === 'true') {
    const announce = () => {
      region.append('Simulation running. The page shows results from before the last change.');
      sessionStorage.setItem(key, '');
    };
    if (announced) announce();
    else setTimeout(announce, MOMENT);
  } else if (announced) {
    setTimeout(() => {
      region.append('The page shows the new results.');
      setTimeout(() => sessionStorage.removeItem(key), AGAIN);
    }, MOMENT);
  }
}
