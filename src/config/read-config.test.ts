import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../diagnostic/frame.ts';
import { DAY } from '../time/duration.ts';
import { readConfig } from './read-config.ts';
import { editAddress, isOverdue, serviceOf, severityOf } from './site.ts';

const reported = (options: unknown): string[] => {
  const { diagnostics, text } = readConfig(options);
  return diagnostics.map((one) => formatDiagnostic(one, () => text));
};

describe('the configuration of a site', () => {
  it('has a default for everything', () => {
    const { config, diagnostics } = readConfig({});
    expect(diagnostics).toEqual([]);
    const { facts, folder } = config!.editions.internal;
    expect(folder).toBeNull();
    expect(facts).toMatchObject({ title: 'Hindcast', zone: 'UTC', edition: 'internal', indexed: true });
    expect(facts.severities.map(({ id, order, tone }) => [id, order, tone])).toEqual([
      ['SEV1', 1, 'critical'],
      ['SEV2', 2, 'high'],
      ['SEV3', 3, 'medium'],
      ['SEV4', 4, 'low'],
      ['SEV5', 5, 'minor'],
    ]);
    expect(config!.editions.public.folder).toBe('dist-public');
  });

  it('rejects an unknown key and suggests the nearest one', () => {
    expect(reported({ titel: 'A' })).toEqual([
      "hindcast({...}):2:3 error schema/unknown-key: unknown key `titel`\n  1 | {\n> 2 |   titel: 'A',\n    |   ^^^^^\n  3 | }\n  hint: did you mean `title`?",
    ]);
  });

  it('reports all invalid values together, each with its path', () => {
    const found = reported({
      services: [
        { id: 'shop', slo: { target: '99.9', window: '30d' } },
        { id: 'Cart', dependsOn: ['shop'] },
        { id: 'pay', slo: { target: '99.9%', window: 'a month' } },
      ],
      zone: 'Berlin',
      asOf: '2025-02-30',
      editions: { public: { folder: '/var/www', repository: { url: 'x', edit: 'https://a.example/b' } } },
      addresses: 'short',
    });
    expect(found.map((one) => one.split('\n')[0])).toEqual([
      'hindcast({...}):3:34 error schema/value: services[0].slo: `target` must be a percentage between 0% and 100%',
      "hindcast({...}):4:11 error schema/value: services[1]: `id` isn't valid in a URL",
      "hindcast({...}):7:39 error schema/value: services[2].slo: `window` isn't a valid duration",
      "hindcast({...}):10:9 error schema/value: `zone` isn't an IANA time zone",
      "hindcast({...}):11:9 error schema/value: `asOf` isn't a valid date",
      'hindcast({...}):18:14 error schema/value: `addresses` must be `portable` or `clean`',
      "hindcast({...}):14:15 error schema/value: editions.public: `folder` must be a folder inside the site's root",
      "hindcast({...}):15:26 error schema/value: editions.public.repository: `url` isn't a valid http or https URL",
      'hindcast({...}):15:37 error schema/value: editions.public.repository: `edit` must be a URL that contains `{path}`',
    ]);
    expect(found.every((one) => one.includes('hint:') || one.includes('must be `portable` or'))).toBe(true);
  });

  it('rejects duplicate names, unknown or circular dependencies and nested output folders', () => {
    const found = reported({
      severities: [{ id: 'P1' }, { id: 'P1' }],
      services: [
        { id: 'shop', dependsOn: ['crat', 'shop'] },
        { id: 'cart', name: 'shop' },
      ],
      editions: { internal: { folder: 'out' }, public: { folder: './out/public' } },
    });
    expect(found.map((one) => one.split('\n')[0]!.replace(/^\S+ /, ''))).toEqual([
      'error config/duplicate: severities[1]: `P1` is already the id or name of another severity',
      'error config/duplicate: services[1]: `shop` is already the id or name of another service',
      'error config/unknown-service: services[0].dependsOn[0]: there is no service with the id `crat`',
      "error config/unknown-service: services[0].dependsOn[1]: a service can't depend on itself",
      'error config/same-folder: editions: both editions would write to the same folder',
    ]);
    expect(found[2]).toContain('hint: did you mean `cart`?');
  });

  it('never throws, whatever the input', () => {
    fc.assert(
      fc.property(fc.anything({ withDate: true, withMap: true, withBigInt: true }), (options) => {
        const { config, diagnostics } = readConfig(options);
        expect(config === null).toBe(diagnostics.some(({ severity }) => severity === 'error'));
      }),
    );
    const circle: Record<string, unknown> = {};
    circle['links'] = [circle];
    expect(readConfig(circle).config).toBeNull();
  });
});

describe('Hindcast’s docs', () => {
  const docs = (options: object) => {
    const { internal, public: open } = readConfig(options).config!.editions;
    return [internal.facts.docs, open.facts.docs];
  };

  it('are part of the internal edition only, unless configured', () => {
    expect(docs({})).toEqual([true, false]);
    expect(docs({ docs: true })).toEqual([true, false]);
    expect(docs({ docs: false })).toEqual([false, false]);
    expect(docs({ editions: { public: { docs: true } } })).toEqual([true, true]);
    expect(docs({ docs: false, editions: { public: { docs: true } } })).toEqual([false, true]);
    expect(docs({ editions: { internal: { docs: false } } })).toEqual([false, false]);
  });
});

describe('the facts of an edition', () => {
  const { config } = readConfig({
    title: 'Ours',
    repository: { url: 'https://git.example/secret', edit: 'https://git.example/secret/edit/{path}' },
    services: [
      { id: 'vault', owner: 'Security' },
      {
        id: 'shop',
        name: 'The shop',
        owner: 'Shop team',
        tier: 1,
        slo: { target: '99.95%', window: '30d' },
        dependsOn: ['vault', 'mail'],
        visibility: 'public',
        public: ['slo', 'dependsOn'],
      },
      { id: 'mail', visibility: 'public' },
    ],
    links: [
      { title: 'Runbooks', url: 'https://run.example/' },
      { title: 'Status', url: 'https://status.example/', visibility: 'public' },
    ],
    asOf: '2025-11-30',
    editions: { public: { title: 'Ours, in public' } },
  });
  const { internal, public: open } = config!.editions;

  it('include everything in the internal one', () => {
    expect(internal.facts.services.map(({ id }) => id)).toEqual(['vault', 'shop', 'mail']);
    expect(internal.facts.services[1]).toEqual({
      id: 'shop',
      name: 'The shop',
      description: null,
      owner: 'Shop team',
      tier: '1',
      slo: { target: 0.9995, window: 30 * DAY },
      dependsOn: ['vault', 'mail'],
    });
    expect(internal.facts.indexed).toBe(false);
    expect(editAddress(internal.facts, 'content/a b.md')).toBe(
      'https://git.example/secret/edit/content/a%20b.md',
    );
  });

  it('include only what is marked public in the public one', () => {
    expect(open.facts).toMatchObject({ title: 'Ours, in public', indexed: true, repository: null });
    expect(open.facts.services.map(({ id }) => id)).toEqual(['shop', 'mail']);
    expect(open.facts.services[0]).toMatchObject({
      owner: null,
      tier: null,
      slo: { target: 0.9995 },
      dependsOn: ['mail'],
    });
    expect(open.facts.links).toEqual([{ title: 'Status', url: 'https://status.example/' }]);
    expect(JSON.stringify(open.facts)).not.toMatch(/vault|Security|Shop team|secret|Runbooks/);
  });

  it('resolve severities, services and overdue days', () => {
    expect(severityOf(open.facts, 'SEV2').order).toBe(2);
    expect(severityOf(open.facts, 'P0')).toMatchObject({ name: 'P0', order: 6, tone: 'minor' });
    expect(serviceOf(open.facts, 'The shop')?.id).toBe('shop');
    expect(serviceOf(open.facts, 'vault')).toBeNull();
    expect(isOverdue(open.facts, '2025-11-29')).toBe(true);
    expect(isOverdue(open.facts, '2025-11-30')).toBe(false);
    expect(isOverdue({ asOf: null }, '1999-01-01')).toBe(false);
  });
});
