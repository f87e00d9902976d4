import { site } from 'virtual:hindcast/options';
import type { APIRoute } from 'astro';
import sharp from 'sharp';
import type { ExportedIncident } from '../../../exports/entry.ts';
import { Outliner } from '../../../exports/outlined-text.ts';
import { incidentPreview, sitePreview } from '../../../exports/preview-picture.ts';
import { exportedIncidents, file } from '../../exported.ts';

/** Image name for the site itself. Write-up ids can't contain an underscore, so they don't conflict with it. */
const SITE = '_site';

export async function getStaticPaths() {
  const own = { params: { id: SITE }, props: { entry: null } };
  return [
    own,
    ...(await exportedIncidents()).map((entry) => ({
      params: { id: entry.id },
      props: { entry },
      cacheKey: entry.cacheKey,
    })),
  ];
}

const outliner = new Outliner();

/** The preview image that other sites show next to links. */
export const GET: APIRoute<{ entry: ExportedIncident | null }> = async ({ props: { entry } }) => {
  const svg = entry === null ? sitePreview(site, outliner) : incidentPreview(entry, site, outliner);
  const png = await sharp(Buffer.from(svg)).png({ compressionLevel: 6 }).toBuffer();
  return file('image/png', new Uint8Array(png));
};
