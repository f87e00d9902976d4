/** SHA-256 digests of the JSON of `golden-results.ts`. They are the same on each machine and version of Node. */
export const GOLDEN: Readonly<Record<string, string>> = {
  tour: '3e887353cbbb3d634315e039d6aac2e8c2505b828f3374d50a6340f2d8193c60',
  flagship: '5659aec18582118289d310cdad06838f7538e9fdae46906f7e46be89abb46942',
};
