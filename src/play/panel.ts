import { type Html, html } from '../views/markup/html.ts';
import type { CaseOption, Controls, Slider } from './controls.ts';

/**
 * Lets readers run a model with different numbers. The panel needs JavaScript and is hidden without it; the page's
 * tables contain the results for all variants and listed values.
 */
export function numbersPanel({ groups, sliders, seed }: Controls): Html {
  const hasChoice = groups.flatMap(({ options }) => options).length > 1;
  return html`<div class="numbers${seed === null && ' is-search'}" data-numbers hidden>
<form class="numbers-form" data-numbers-form data-seed="${seed ?? 0}">
<p class="numbers-flag" data-numbers-flag>The page’s numbers</p>
${
  hasChoice &&
  html`<p class="numbers-control"><label for="try.case">Model</label>
<select id="try.case" data-numbers-case>${groups.map(({ title, options }) =>
    title === ''
      ? options.map(option)
      : html`<optgroup label="with another ${title}">${options.map(option)}</optgroup>`,
  )}</select></p>
`
}${sliders.map(slider)}<p class="numbers-control"${seed === null && ' hidden'}><label for="try.seed">Seed</label>
<input type="number" id="try.seed" min="0" max="4294967295" step="1" value="${seed ?? 0}" required data-numbers-seed></p>
<p class="numbers-buttons"><button type="reset" class="button">Reset</button> <button type="button" class="button" data-numbers-copy>Copy link</button> <button type="button" class="button" data-numbers-stop hidden>Stop</button></p>
</form>
<p class="numbers-status" role="status" data-numbers-status></p>
<div class="numbers-results">
${table(seed, 'rows', seed === null ? 'The search of this model' : 'One run with these numbers, next to the page’s run')}
<figure class="numbers-curve" data-numbers-curve hidden></figure>
</div>
${
  seed !== null &&
  html`<details data-numbers-fold hidden><summary data-numbers-count></summary>${table(seed, 'more', 'Other results')}</details>
`
}<details data-numbers-steps hidden><summary>Shortest counterexample</summary><ol></ol></details>
<details class="numbers-timeline" data-numbers-timeline hidden><summary>Timeline of your run</summary><div></div></details>
</div>`;
}

/** @param name of its body, which the script fills */
function table(seed: number | null, name: string, caption: string): Html {
  return html`<table class="numbers-table"><caption>${caption}</caption>
<thead><tr><th scope="col">Result</th><th scope="col">${seed === null ? 'Value' : 'The page’s'}</th>${seed !== null && html`<th scope="col">Yours</th>`}</tr></thead>
<tbody data-numbers-${name}></tbody></table>`;
}

function option({ index, id, text, fixed }: CaseOption): Html {
  return html`<option value="${index}" data-id="${id}" data-fixed="${JSON.stringify(fixed)}">${text}</option>`;
}

function slider({ name, stops, own }: Slider): Html {
  const id = `try.${name}`;
  const { text } = stops[own]!;
  const data = JSON.stringify(stops.map((stop) => [stop.value, stop.text]));
  return html`<p class="numbers-control"><label for="${id}">${name}: <output for="${id}" data-numbers-text="${name}">${text}</output></label>
<input type="range" id="${id}" min="0" max="${stops.length - 1}" value="${own}" aria-valuetext="${text}" aria-describedby="${id}.page" data-numbers-slider="${name}" data-own="${own}" data-stops="${data}">
<small id="${id}.page">The page uses ${text}.</small></p>
`;
}
