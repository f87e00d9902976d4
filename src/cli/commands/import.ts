import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ImportOptions } from '../import/import.ts';
import type { Done, Io } from '../terminal/io.ts';

const HELP = `
Recognizes files by their contents, merges all of them into one draft, and never uses the network.

Imports incident records from Statuspage, PagerDuty, incident.io, Rootly, FireHydrant and Opsgenie;
Slack exports (ZIP or folder; only messages that are pinned or have a reaction from --mark); action
items from Jira, GitHub and Linear; deployments from GitHub, GitLab and Argo CD; Kubernetes events;
and CSV files with times and text.

Imports series from Prometheus (range query, promtool, OpenMetrics), Grafana (CSV and data frames),
Datadog, CloudWatch, k6, vegeta, and any CSV file with a time column. Series are written to
content/incidents/<id>/series/*.csv, with times in UTC. A series with more than 5,000 points is
averaged over intervals; the minimum and maximum of each interval are kept.

Without --into, writes content/incidents/<title>.md, an internal draft with TODO where information is
missing. With --into, adds only what the write-up doesn't have yet and leaves the rest unchanged.
Importing the same files again changes nothing.

Email addresses, tokens, card numbers, phone numbers and people's names are removed from all text
and counted in the report. Guesses are marked with "TODO check". If a file is one page of
several, import all pages in one command; a missing page is an error.

With --scaffold, writes a scenario from traces to <title>.yaml in the current folder: services, who
calls whom and how often, and service times. Reads OpenTelemetry's JSON lines (the collector's file
exporter) and Jaeger's JSON. Only service names, span kinds, times and links between spans
are read. A p99 needs at least 100 spans. Guesses are marked with "TODO check".

JSON files and files in a Slack export can be up to 64 MiB each. CSV files and traces can be larger,
because they are streamed.

With --json, prints the report as JSON. Schema: schemas/output-import.json on the site.

Examples:
  $ hindcast import incident.json log_entries.json notes.json --dry-run
  $ hindcast import export/ pagerduty/ --new "Payments failed at checkout" --severity SEV2
  $ hindcast import errors.csv --into content/incidents/payments.md --zone Europe/Berlin
  $ hindcast import traces.jsonl --scaffold --new "Checkout and its services"

Exit status: 0 if there are no errors, 1 if a file can't be imported (in that case, nothing is
written), 2 if the command line is invalid.`;

/** Names in an option like `--mark pushpin,eyes`. */
function nameList(text: string): string[] {
  const names = text
    .split(',')
    .map((name) => name.trim().replaceAll(':', ''))
    .filter((name) => name !== '');
  if (names.length > 0 && names.every((name) => /^[\p{L}\p{N}_+'-]+$/u.test(name))) return names;
  throw new InvalidArgumentError('Use names like pushpin or pushpin,eyes.');
}

export function addImport(program: Command, io: Io, done: Done): void {
  program
    .command('import')
    .summary('create a draft from files exported from other tools')
    .description('Create a draft from files exported from other tools, or add their contents to a write-up.')
    .argument('<files...>', 'files and folders to import')
    .option('--into <file>', 'write-up to extend (default: create a new one)')
    .option('--new <title>', 'title of a new write-up (default: the title in the files)')
    .option('--dir <folder>', 'write-ups folder', 'content/incidents')
    .option('--zone <zone>', 'time zone for times without an offset (default: such times are errors)')
    .addOption(
      new Option(
        '--date-order <order>',
        'order of day and month in dates like 03/04/2026 (default: ambiguous dates are errors)',
      ).choices(['dmy', 'mdy']),
    )
    .option(
      '--severity <id>',
      "the write-up's severity (default: the severity in the files, mapped by rank to one of the site's)",
    )
    .option('--names', "keep people's names (default: replace them)")
    .option('--incident <id>', 'incident to import if a file has several (default: report an error)')
    .option(
      '--channel <name>',
      'Slack channel to import (default: the only one named like an incident channel)',
    )
    .option(
      '--workspace <name>',
      "Slack workspace for links to messages (default: derived from the export's name)",
    )
    .addOption(
      new Option('--mark <names>', 'import Slack messages that have one of these reactions')
        .argParser(nameList)
        .default(['pushpin'], 'pushpin'),
    )
    .option('--series <name>', 'import only the series with this name in the file (default: all)')
    .option('--series-name <name>', 'new name for the only series (default: the name in the file)')
    .option('--unit <unit>', 'unit of the only series, such as ratio or ms (default: the unit in the file)')
    .option(
      '--difference',
      'for a counter, write the increase from each point to the next (default: report counters as errors)',
    )
    .option(
      '--scaffold',
      'write a scenario from traces instead of a write-up (default: report traces as errors)',
    )
    .option('--dry-run', 'print the report without writing anything (default: write)')
    .option('--json', 'print the report as JSON (default: text)')
    .addHelpText('after', HELP)
    .action(async (files: string[], options: ImportOptions) => {
      const { importFiles } = await import('../import/import.ts');
      done(await importFiles(files, options, io));
    });
}
