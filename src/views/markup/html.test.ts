import { describe, expect, it } from 'vitest';
import { attribute, escapeText, html, raw } from './html.ts';

describe('html', () => {
  it('escapes text, in elements and in attributes', () => {
    const bad = `<img src="x" onerror='y'>&amp;`;
    expect(html`<p title="${bad}">${bad}</p>`.toString()).toBe(
      '<p title="&lt;img src=&quot;x&quot; onerror=&#39;y&#39;&gt;&amp;amp;">&lt;img src=&quot;x&quot; onerror=&#39;y&#39;&gt;&amp;amp;</p>',
    );
  });

  it('leaves markup alone, prints lists, and prints nothing for nothing', () => {
    const items = ['a', '<b>', html`<i>${'&'}</i>`, null, undefined, false, 7] as const;
    expect(html`<ul>${items}</ul>`.toString()).toBe('<ul>a&lt;b&gt;<i>&amp;</i>7</ul>');
  });

  it('takes plain data that looks like markup for text', () => {
    const forged = JSON.parse('{"markup":"<script>"}');
    expect(html`${String(forged.markup)}`.toString()).toBe('&lt;script&gt;');
    expect(raw('<b>').toString()).toBe('<b>');
  });

  it('replaces what neither HTML nor XML may hold', () => {
    expect(escapeText('a\u0000b\ud800c\u0007d\ne')).toBe('a\uFFFDb\uFFFDc\uFFFDd\ne');
    expect(escapeText('👩‍👩‍👧 שלום')).toBe('👩‍👩‍👧 שלום');
  });

  it('omits attributes without a value', () => {
    expect(html`<td${attribute('rowspan', 2)}${attribute('class', null)}>`.toString()).toBe(
      '<td rowspan="2">',
    );
  });
});
