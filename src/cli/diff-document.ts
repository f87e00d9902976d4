import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { VIEW_STYLES } from '../views/style-files.ts';

const OWN_STYLE = `
body { margin: 0 auto; max-width: 100rem; padding: 1.5rem; font: 1rem/1.5 system-ui, sans-serif;
  color: var(--hc-ink); background: var(--hc-surface); }
.hc-diff-summary { font-size: 1.25rem; }
.hc-diff-list li { margin-block: .35rem; }
.hc-diff-pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(30rem, 100%), 1fr)); gap: 1.5rem; }
.hc-diff-pair > section { min-width: 0; }
`;

/**
 * A comparison as one file that opens from anywhere: the styles of views stand in it, and its policy allows those alone,
 * no script and no request.
 */
export function diffDocument(body: string): string {
  const sheets = VIEW_STYLES.map((name) =>
    readFileSync(new URL(`../views/${name}`, import.meta.url), 'utf8'),
  );
  const style = sheets.join('') + OWN_STYLE;
  const hash = createHash('sha256').update(style).digest('base64');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What changes</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
}
