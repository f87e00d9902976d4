import sharp, { type Sharp } from 'sharp';

/** Background of touch icons, which can't be transparent. */
const PAPER = '#fcfbf8';
const TOUCH_SIZE = 180;
const FILE_SIZE = 32;

/** An SVG icon as a PNG for home screens, 180 px wide and opaque. */
export async function touchIcon(svg: string): Promise<Uint8Array<ArrayBuffer>> {
  const image = (await rendered(svg, TOUCH_SIZE)).flatten({ background: PAPER });
  return new Uint8Array(await image.png({ compressionLevel: 9 }).toBuffer());
}

/** An SVG icon as an ICO file containing one PNG, 32 px wide. */
export async function iconFile(svg: string): Promise<Uint8Array<ArrayBuffer>> {
  const png = await (await rendered(svg, FILE_SIZE)).png({ compressionLevel: 9 }).toBuffer();
  const header = new DataView(new ArrayBuffer(22));
  // Type 1 (icon), one image: width, height, one plane, 32 bits per pixel, length, offset. All little-endian.
  header.setUint16(2, 1, true);
  header.setUint16(4, 1, true);
  header.setUint8(6, FILE_SIZE);
  header.setUint8(7, FILE_SIZE);
  header.setUint16(10, 1, true);
  header.setUint16(12, 32, true);
  header.setUint32(14, png.length, true);
  header.setUint32(18, header.byteLength, true);
  const file = new Uint8Array(header.byteLength + png.length);
  file.set(new Uint8Array(header.buffer));
  file.set(png, header.byteLength);
  return file;
}

/** Renders at the target size, so small icons stay sharp. */
async function rendered(svg: string, size: number): Promise<Sharp> {
  const { width = size } = await sharp(Buffer.from(svg)).metadata();
  return sharp(Buffer.from(svg), { density: Math.min(2400, (72 * size) / width) }).resize(size, size, {
    fit: 'contain',
    background: '#0000',
  });
}
