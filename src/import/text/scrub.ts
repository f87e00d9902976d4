/*
 * Secrets and personal data that imported text must not carry into a repository. This file is the only list of
 * patterns; every imported text passes through `scrub`.
 */

interface Pattern {
  /** What the pattern matches, as in `[removed: email address]`. */
  readonly what: string;
  readonly pattern: RegExp;
  /** The beginning of the match to keep, for patterns that match more than the secret. */
  readonly keep?: (match: RegExpExecArray) => string;
  /** False if a match is a false positive. */
  readonly confirm?: (match: string) => boolean;
}

/** More specific patterns come first, so that each removal gets the right name. */
const PATTERNS: readonly Pattern[] = [
  {
    what: 'private key',
    pattern: /-----BEGIN [A-Z0-9 ]+-----[\s\S]*?(?:-----END [A-Z0-9 ]+-----|$)/g,
  },
  { what: 'Slack token', pattern: /\bxox[a-z]-[A-Za-z0-9-]+|\bxapp-[A-Za-z0-9-]+/g },
  { what: 'Slack webhook', pattern: /https:\/\/hooks\.slack\.com\/[^\s|>)"']+/g },
  { what: 'GitHub token', pattern: /\bgh[pousr]_[A-Za-z0-9]+|\bgithub_pat_[A-Za-z0-9_]+/g },
  { what: 'GitLab token', pattern: /\bgl(?:pat|dt|rt|ptt)-[A-Za-z0-9_-]+/g },
  { what: 'AWS key', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{8,}/g },
  {
    what: 'API key',
    pattern: /\bAIza[A-Za-z0-9_-]{20,}|\b[sr]k_(?:live|test)_[A-Za-z0-9]+|\bsk-[A-Za-z0-9_-]{16,}/g,
  },
  { what: 'token', pattern: /\beyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?/g },
  {
    what: 'password in a URL',
    pattern: /\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/:@]{1,200}:[^\s/@]{1,500}@/gi,
    keep: ([, scheme]) => scheme!,
  },
  {
    what: 'query of a link',
    pattern:
      /(https?:\/\/[^\s?#<>|)"']+)\?[^\s<>|)"']*?(?:token|sig(?:nature)?|key|secret|password|passwd|pwd|auth|code|session)[^\s=&]*=[^\s<>|)"']*/gi,
    keep: ([, address]) => `${address}?`,
  },
  {
    what: 'credential',
    pattern:
      /\b(authorization["']?\s*[:=]\s*["']?)(?:(?:bearer|basic|token|geniekey|oauth|digest)\s+)?[^\s"',;]+/gi,
    keep: ([, name]) => name!,
  },
  {
    what: 'credential',
    pattern:
      /\b(bearer|geniekey|oauth|basic|token)((?:\s+token=?|\s*[:=])?["']?\s*)(?=[A-Za-z0-9._~+/=-]*[0-9A-Z_-])[A-Za-z0-9._~+/=-]{8,}/gi,
    keep: ([, scheme, gap]) => `${scheme}${gap}`,
  },
  {
    what: 'credential',
    pattern:
      /\b((?:[a-z0-9_-]{0,40}(?:password|passwd|pwd|secret|api[_-]?key|apikey|access[_-]?key|private[_-]?key|client[_-]?secret|token))["']?\s*[:=]\s*["']?)[^\s"',;&]+/gi,
    keep: ([, name]) => name!,
  },
  {
    what: 'email address',
    pattern: /[^\s@<>()[\]|,;:"'`]{1,80}@[^\s@<>()[\]|,;:"'`]{1,200}\.[^\s@<>()[\]|,;:"'`]{1,80}/g,
  },
  {
    what: 'card number',
    pattern: /(?<![A-Za-z0-9_.])\d(?:[ -]?\d){12,18}(?![\d.]\d|\d)/g,
    confirm: passesLuhn,
  },
  {
    what: 'bank account',
    pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/g,
    confirm: isIban,
  },
  { what: 'social security number', pattern: /(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])/g },
  { what: 'phone number', pattern: /(?<![\w.+-])\+\d{1,3}[ ().-]*\d(?:[ ().-]*\d){6,12}(?!\w)/g },
  {
    what: 'phone number',
    pattern: /(?<![\w.-])\(\d{3}\) ?\d{3}[ .-]\d{4}(?!\d)|(?<![\w.-])\d{3}[.-]\d{3}[.-]\d{4}(?![\w.-])/g,
  },
  {
    what: 'IP address',
    pattern: /(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w.]\d)/g,
  },
  {
    what: 'IP address',
    pattern:
      /(?<![\w:])(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}(?![\w:])|(?<![\w:])(?:[0-9a-f]{1,4}:){2,6}:[0-9a-f]{1,4}(?![\w:])/gi,
  },
  { what: 'user id', pattern: /(?<![A-Za-z0-9/@])U0[A-Z0-9]{7,}(?![A-Za-z0-9])/g },
];

/** Text without secrets or personal data, and what was removed, once for each removal. */
export interface Scrubbed {
  readonly text: string;
  readonly removed: readonly string[];
}

/** Maximum length of the text to search. Longer text is cut first; a draft uses far less. */
const MAX_SEARCHED = 10_000;

/** Cuts long text at a space, since a pattern might not recognize part of a secret. */
function bounded(text: string): string {
  if (text.length <= MAX_SEARCHED) return text;
  const part = text.slice(0, MAX_SEARCHED);
  const end = Math.max(part.lastIndexOf(' '), part.lastIndexOf('\n'));
  return end < 0 ? '[removed: long text]' : part.slice(0, end);
}

/**
 * Removes secrets and personal data.
 *
 * @param names people named in the imported files; they become `a responder`
 */
export function scrub(text: string, names: ReadonlySet<string> = new Set()): Scrubbed {
  const removed: string[] = [];
  let now = bounded(text);
  for (const { what, pattern, keep, confirm } of PATTERNS) {
    now = now.replace(pattern, (...args) => {
      const match = args[0] as string;
      if (confirm !== undefined && !confirm(match)) return match;
      removed.push(what);
      const groups = args.slice(0, -2) as unknown as RegExpExecArray;
      return `${keep?.(groups) ?? ''}[removed: ${what}]`;
    });
  }
  for (const name of names) {
    if (!now.includes(name)) continue;
    removed.push('name');
    now = now.replaceAll(name, 'a responder');
  }
  return { text: now, removed };
}

/**
 * Verifies a card number's check digit (ISO/IEC 7812-1). Epoch times in links have as many digits, but begin with 1.
 */
function passesLuhn(text: string): boolean {
  if (/^1(?:\d{12}|\d{15}|\d{18})$/.test(text)) return false;
  const digits = [...text.replace(/[ -]/g, '')].map(Number).reverse();
  const sum = digits.reduce((total, digit, i) => {
    const doubled = i % 2 === 0 ? digit : digit * 2;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0 && digits.some((digit) => digit !== 0);
}

/** Verifies an IBAN's check digits (ISO 13616). A valid number is 1 modulo 97. */
function isIban(text: string): boolean {
  const plain = text.replaceAll(' ', '');
  const moved = plain.slice(4) + plain.slice(0, 4);
  let rest = 0;
  for (const character of moved) {
    const value = /\d/.test(character) ? Number(character) : character.charCodeAt(0) - 55;
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
