import type { FixVerdict } from '../../result.ts';

/** A verdict on a variant in words. A counterfactual isn't meant to help, so it's only better or worse. */
export function fixWords({ kind, by, verdict }: Pick<FixVerdict, 'kind' | 'by' | 'verdict'>): string {
  if (kind === 'counterfactual') {
    if (verdict === 'harms') return 'worse, as a counterfactual';
    if (verdict === 'helps') return 'better, as a counterfactual';
  }
  if (by === 'search' && (verdict === 'no effect' || verdict === 'hardly any effect'))
    return 'still violated';
  return verdict;
}

/** Green is only for fixes that help. Harm is as visible as help. */
export function fixTone({ kind, verdict }: Pick<FixVerdict, 'kind' | 'verdict'>): 'good' | 'bad' | 'plain' {
  if (kind === 'counterfactual') return 'plain';
  if (verdict === 'helps') return 'good';
  return verdict === 'harms' || verdict === 'helps and harms' ? 'bad' : 'plain';
}
