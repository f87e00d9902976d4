import { describe, expect, test } from 'vitest';
import { readCases } from '../support/case-file.ts';
import { escapes, intruder, sourceOf } from './generated-code.ts';

const SEED = 20_251_022;

describe('generated code', () => {
  test('is rejected if it contains a foreign token', () => {
    expect(intruder('return [(s,b,now,v,o)=>R.int(s[0]+1,0)]')).toBeNull();
    expect(intruder('return [(s,b,now,v,o)=>process.exit(1)]')).toBe('`process` after `)=>`');
    expect(intruder('return [()=>R.constructor.constructor]')).toBe('`constructor` after `constructor.`');
    expect(intruder('return [()=>s["a"].constructor]')).toBe('`constructor` after `].`');
    expect(intruder('return [()=>`${s}`]')).toMatch(/isn't a token/);
    expect(intruder('return [()=>{}]')).toBe('`{` out of place');
    expect(intruder('return [(s,b,now,v,o)=>{R.refuel();return R.size(v[0],0);}];')).toBeNull();
    expect(intruder('return [()=>{R.refuel();return s;}]')).toBe('`{` out of place');
    expect(intruder('return [(s,b,now,v,o)=>{R.refuel();return s;};R];')).toBe('`;` out of place');
    expect(intruder('return [(s,b,now,v,o)=>{R.refuel();return s;s;}];')).toBe('`;` out of place');
    expect(intruder('return [(s,b,now,v,o)=>{R.refuel();return s]')).toBe('a function without its end');
    expect(intruder('return [(s,b,now,v,o)=>R.refuel()]')).toBe('`refuel` out of place');
  });

  test.each(readCases('good/', 'expected'))('contains only its own tokens in $name', ({ text }) => {
    expect(intruder(sourceOf(text))).toBeNull();
  });

  test('contains only its own tokens, for random expressions with hostile names and strings', () => {
    expect(escapes(1_000, SEED).intruders).toEqual([]);
  });
});
