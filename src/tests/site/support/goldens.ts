import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { OutputInfo } from 'sharp';
import sharp from 'sharp';

const FOLDER = new URL('../golden/', import.meta.url);

/** Golden images are stored at half size, to keep files small and to ignore differences in antialiasing. */
const SHRUNK = 0.5;
/** Maximum difference in one channel of a pixel, out of 255. */
const CHANNEL = 40;
/** Fraction of pixels that may differ by more than `CHANNEL`. */
const SHARE = 0.002;

/** Outcome of a comparison with a golden image. */
export interface Compared {
  /** Empty if the images match, otherwise what differs and what to do. */
  message: string;
}

/**
 * Compares a screenshot with a golden image. If they differ, the screenshot is saved next to it as
 * `<name>-changed.png`. With `UPDATE_GOLDENS=1` in the environment, the screenshot replaces the golden image.
 */
export async function compareWithGolden(name: string, screenshot: Buffer): Promise<Compared> {
  mkdirSync(FOLDER, { recursive: true });
  const golden = new URL(`${name}.png`, FOLDER);
  const changed = new URL(`${name}-changed.png`, FOLDER);
  const small = await shrink(screenshot);
  rmSync(changed, { force: true });
  if (process.env['UPDATE_GOLDENS'] === '1') {
    writeFileSync(golden, small);
    return { message: '' };
  }
  if (!existsSync(golden)) {
    writeFileSync(changed, small);
    return {
      message: `there is no golden image ${name}: look at ${fileURLToPath(changed)}, then run npm run goldens`,
    };
  }
  const difference = await differenceOf(readFileSync(golden), small);
  if (difference === null) return { message: '' };
  writeFileSync(changed, small);
  return {
    message: `${name} ${difference}: look at ${fileURLToPath(changed)}; if it's right, run npm run goldens`,
  };
}

async function shrink(png: Buffer): Promise<Buffer> {
  const { width = 0 } = await sharp(png).metadata();
  return sharp(png)
    .resize(Math.round(width * SHRUNK))
    .png({ palette: true, colors: 64, effort: 10, compressionLevel: 9 })
    .toBuffer();
}

async function differenceOf(one: Buffer, other: Buffer): Promise<string | null> {
  const [a, b] = await Promise.all(
    [one, other].map((png) => sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true })),
  );
  const size = ({ info }: { info: OutputInfo }): string => `${info.width} × ${info.height}`;
  if (size(a!) !== size(b!)) return `is ${size(b!)}, was ${size(a!)}`;
  const pixels = a!.info.width * a!.info.height;
  let off = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const at = pixel * 3;
    const far = [0, 1, 2].some(
      (channel) => Math.abs(a!.data[at + channel]! - b!.data[at + channel]!) > CHANNEL,
    );
    if (far) off++;
  }
  const share = off / pixels;
  return share > SHARE ? `differs in ${(share * 100).toFixed(2)}% of its pixels` : null;
}
