import { expect, test } from 'vitest';
import { dataTable } from './figure.ts';
import { html } from './html.ts';

test('each cell but the first names its column, for windows in which rows are blocks', () => {
  const columns = [{ head: 'Name' }, { head: html`<b>Wait</b> &amp; see` }, { head: '' }, { head: 'Last' }];
  const rows = html`<tr><th scope="row">a</th><td>1</td><td>2</td><td class="hc-num">3</td></tr>
<tr><td>b</td><td colspan="2">4</td><td>5</td></tr>`;
  const table = dataTable('A table', columns, rows).toString();
  const body = table.slice(table.indexOf('<tbody>'));
  expect(body).toContain(
    '<td data-h="Wait &amp; see">1</td><td>2</td><td data-h="Last" class="hc-num">3</td>',
  );
  expect(body).toContain('<td>b</td><td colspan="2">4</td><td data-h="Last">5</td>');
  expect(table).not.toContain('tabindex');
});
