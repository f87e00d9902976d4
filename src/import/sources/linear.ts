import { type ImportedAction, plain, recordOf } from '../record/record.ts';
import type { CsvSource } from '../record/source.ts';
import { cellsUnder } from './csv-cells.ts';

/** Linear's export of issues as CSV. Columns are found by name because new ones have been added over the years. */
export const linearCsv: CsvSource = {
  name: 'Linear',
  fits: (header) => ['ID', 'Team', 'Title', 'Status'].every((name) => header.includes(name)),
  read(file, header, rows) {
    const cells = cellsUnder(header);
    return recordOf('Linear', [file], {
      actions: rows.flatMap((row): ImportedAction[] => {
        const key = cells(row, 'ID');
        const title = unguarded(cells(row, 'Title'));
        if (key === '' || title === '' || cells(row, 'Archived') !== '') return [];
        return [
          {
            id: key.toLowerCase(),
            title: plain(title),
            status: statusOf(
              cells(row, 'Status'),
              cells(row, 'Completed'),
              cells(row, 'Canceled'),
              cells(row, 'Started'),
            ),
            owner: cells(row, 'Team') || null,
            ticket: key,
            due: /^\d{4}-\d{2}-\d{2}/.exec(cells(row, 'Due Date'))?.[0] ?? null,
            priority: cells(row, 'Priority') || null,
          },
        ];
      }),
      people: rows.map((row) => cells(row, 'Assignee')).filter((name) => name.includes(' ')),
    });
  },
};

/** Removes the quote that exports put before a cell that a spreadsheet would evaluate as a formula. */
function unguarded(text: string): string {
  return /^'[=+\-@]/.test(text) ? text.slice(1) : text;
}

function statusOf(
  status: string,
  completed: string,
  canceled: string,
  started: string,
): ImportedAction['status'] {
  if (canceled !== '' || /^cancell?ed$/i.test(status)) return 'declined';
  if (completed !== '' || /^(?:done|completed)$/i.test(status)) return 'done';
  return started !== '' || /^(?:started|in progress|in review)$/i.test(status) ? 'in_progress' : 'open';
}
