/** True if search engines are allowed to list a page. */
export function isListed(html: string): boolean {
  return /<meta name="robots" content="index\b/.test(html);
}

/**
 * The site map: addresses of all pages that search engines are allowed to list.
 *
 * Source: https://www.sitemaps.org/protocol.html
 *
 * @param paths paths from the site's root, for example `incidents/x/`
 * @param root  the site's address with its path, for example `https://example.com/a/b/`
 */
export function sitemap(paths: readonly string[], root: string): string {
  const urls = [...paths]
    .sort()
    .map((path) => `  <url><loc>${escaped(new URL(path, root).href)}</loc></url>\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${urls.join('')}</urlset>\n`;
}

/** The contents of robots.txt. They allow crawlers to visit all pages or, if `listed` is false, none. */
export function robots(listed: boolean, sitemapAddress: string | null): string {
  const lines = ['User-agent: *', listed ? 'Allow: /' : 'Disallow: /'];
  if (listed && sitemapAddress !== null) lines.push('', `Sitemap: ${sitemapAddress}`);
  return `${lines.join('\n')}\n`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
