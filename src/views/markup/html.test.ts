import { describe, expect, it } from 'vitest';
import { attribute, escapeText, html, raw } from './html.ts';

describe('html', () => {
  it('escapes text in elements and attributes', () => {
    const bad = `<img src="x" onerror='y'>&amp;`;
    expect(html`<p title="${bad}">${bad}</p>`.toString()).toBe(
      '<p title="&lt;img src=&quot;x&quot; onerror=&#39;y&#39;&gt;&amp;amp;">&lt;img src=&quot;x&quot; onerror=&#39;y&#39;&gt;&amp;amp;</p>',
    );
  });

  it('keeps markup, prints lists in order and skips empty values', () => {
    const items = ['a', '<b>', html`<i>${'&'}</i>`, null, undefined, false, 7] as const;
    expect(html`<ul>${items}</ul>`.toString()).toBe('<ul>a&lt;b&gt;<i>&amp;</i>7</ul>');
  });

  it('treats plain data that looks like markup as text', () => {
    const forged = JSON.parse('{"markup":"<script>"}');
    expect(html`${String(forged.markup)}`.toString()).toBe('&lt;script&gt;');
    expect(raw('<b>').toString()).toBe('<b>');
  });

  it('replaces characters that HTML and XML forbid', () => {
    expect(escapeText('a\u0000b\ud800c\u0007d\ne')).toBe('a\uFFFDb\uFFFDc\uFFFDd\ne');
    expect(escapeText('👩‍👩‍👧 שלום')).toBe('👩‍👩‍👧 שלום');
  });

  it('omits attributes that are null', () => {
    expect(html`<td${attribute('rowspan', 2)}${attribute('class', null)}>`.toString()).toBe(
      '<td rowspan="2">',
    );
  });
});
