import { z } from 'zod';
import { formatUtc } from '../../time/instant.ts';
import { checkNext, checkOffsets } from '../record/pages.ts';
import { type ImportedAction, plain, recordOf } from '../record/record.ts';
import { at, count, hasKeys, listOf, maybe, maybeObject, read, text } from '../record/shape.ts';
import type { CsvSource, JsonSource, ReadOptions, Row, SourceDocument } from '../record/source.ts';
import { TimeColumn } from '../times/column.ts';
import { cellsUnder } from './csv-cells.ts';

const search = z.object({
  startAt: count,
  total: count,
  isLast: z.boolean().nullish(),
  issues: z.array(
    z.object({
      key: text,
      self: maybe,
      fields: z.object({
        summary: text,
        status: maybeObject({ name: maybe, statusCategory: maybeObject({ key: maybe }) }),
        priority: maybeObject({ name: maybe }),
        assignee: maybeObject({ displayName: maybe }),
        duedate: maybe,
        resolution: maybeObject({ name: maybe }),
        components: listOf(z.object({ name: maybe })),
      }),
    }),
  ),
});

/** Results of a Jira search as JSON. */
export const jira: JsonSource = {
  name: 'Jira',
  kindOf: (value) => (hasKeys(at(value, 'issues', 0), 'fields') ? 'issues' : null),
  read(documents) {
    const pages = documents.map((document) => ({ document, ...read(search, document) }));
    const known = pages.filter(({ startAt }) => startAt !== null);
    checkOffsets(
      known.map(({ document, startAt, total, issues }) => ({
        file: document.file.file,
        offset: startAt ?? 0,
        count: issues.length,
        more: total !== null && (startAt ?? 0) + issues.length < total,
      })),
      'issues',
    );
    checkNext(
      pages
        .filter(({ startAt }) => startAt === null)
        .map(({ document, isLast }) => ({ file: document.file.file, more: isLast === false })),
      'issues',
    );
    const issues = pages.flatMap((page) => page.issues);
    return recordOf('Jira', filesOf(documents), {
      actions: issues.map(({ key, self, fields }) => ({
        id: key.toLowerCase(),
        title: plain(fields.summary),
        status: statusOf(
          fields.status?.statusCategory?.key ?? '',
          fields.status?.name ?? '',
          fields.resolution?.name ?? '',
        ),
        owner: fields.components[0]?.name ?? null,
        ticket: siteOf(self) === null ? key : `${siteOf(self)}/browse/${key}`,
        due: dayOf(fields.duedate),
        priority: fields.priority?.name ?? null,
      })),
      people: issues.flatMap(({ fields }) => fields.assignee?.displayName ?? []),
    });
  },
};

function filesOf(documents: readonly SourceDocument[]): string[] {
  return documents.map(({ file }) => file.file);
}

function siteOf(self: string | null): string | null {
  return /^https?:\/\/[^/]+/.exec(self ?? '')?.[0] ?? null;
}

function dayOf(text: string | null): string | null {
  return /^\d{4}-\d{2}-\d{2}/.exec(text ?? '')?.[0] ?? null;
}

/** Categories are the same on all sites. Names and resolutions vary, so this uses the most common ones. */
function statusOf(category: string, name: string, resolution: string): ImportedAction['status'] {
  if (/^(?:won'?t (?:do|fix)|declined|duplicate|cannot reproduce|obsolete)$/i.test(resolution))
    return 'declined';
  if (category === 'done' || /^(?:done|closed|resolved|complete[d]?)$/i.test(name)) return 'done';
  if (category === 'indeterminate' || /^(?:in progress|in review|started|doing|testing)$/i.test(name))
    return 'in_progress';
  return 'open';
}

/** Jira's issue list as CSV. Header names repeat, so columns are found by position. */
export const jiraCsv: CsvSource = {
  name: 'Jira',
  fits: (header) => header.includes('Issue key') && header.includes('Summary'),
  read(file, header, rows, options) {
    const cells = cellsUnder(header);
    const due = dueDates(file, header, rows, options);
    return recordOf('Jira', [file], {
      actions: rows.flatMap((row): ImportedAction[] => {
        const key = cells(row, 'Issue key');
        const title = cells(row, 'Summary');
        if (key === '' || title === '') return [];
        return [
          {
            id: key.toLowerCase(),
            title: plain(title),
            status: statusOf('', cells(row, 'Status'), cells(row, 'Resolution')),
            owner: cells(row, 'Component/s') || cells(row, 'Project name') || null,
            ticket: key,
            due: due(row),
            priority: cells(row, 'Priority') || null,
          },
        ];
      }),
      people: rows
        .flatMap((row) => [cells(row, 'Assignee'), cells(row, 'Reporter')])
        .filter((name) => name.includes(' ')),
    });
  },
};

/** Due dates have no time, so no time zone is needed. One format applies to the whole column. */
function dueDates(
  file: string,
  header: readonly string[],
  rows: readonly Row[],
  { dateOrder }: ReadOptions,
): (row: Row) => string | null {
  const cells = cellsUnder(header);
  const name = header.includes('Due date') ? 'Due date' : 'Due Date';
  const written = (row: Row): string => {
    const cell = cells(row, name).trim();
    if (cell === '' || /\d:\d{2}/.test(cell)) return cell;
    return `${cell} 00:00`;
  };
  const filled = rows.filter((row) => written(row) !== '');
  if (filled.length === 0) return () => null;
  const place = { file, line: filled[0]!.line };
  const column = new TimeColumn(filled.slice(0, 20).map(written), place, { zone: 'UTC', dateOrder });
  return (row) => {
    const text = written(row);
    return text === '' ? null : formatUtc(column.read(text, { file, line: row.line })).slice(0, 10);
  };
}
