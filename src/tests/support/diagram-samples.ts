import { BREAK_RECT } from '../../diagrams/theme.ts';

/**
 * A diagram with the view box that mermaid 12.3 computes in Chromium 147 with unhinted fonts. For `unicodeSequence`,
 * the view box is ours, since Chromium's depends on the machine's fonts.
 */
export interface Sample {
  text: string;
  viewBox: readonly [x: number, y: number, width: number, height: number];
}

const twentyMessages = Array.from({ length: 20 }, (_, index) => {
  const [from, to] = [
    ['Planner', 'Enactor'],
    ['Enactor', 'Route53'],
    ['Route53', 'Planner'],
  ][index % 3]!;
  return `  ${from}${index % 2 === 0 ? '->>' : '-->>'}${to}: message ${index + 1} about plan ${(index * 7) % 5}`;
});

export const SAMPLES = {
  smallSequence: {
    text: `sequenceDiagram
  accTitle: A plan is applied
  accDescr: The enactor points the endpoint at a plan.
  participant E as Enactor 1
  participant R as Route 53
  E->>R: points the endpoint at plan 3
  R-->>E: done
  E-xR: deletes plan 1`,
    viewBox: [-50, -10, 536, 321],
  },
  twentyMessages: {
    text: ['sequenceDiagram', '  autonumber', ...twentyMessages].join('\n'),
    viewBox: [-50, -10, 769, 1171],
  },
  marksAndBlocks: {
    text: `sequenceDiagram
  participant E1 as Enactor 1
  participant E2 as Enactor 2
  participant R as Route 53
  loop every 60 s
    E1->>+R: applies plan 2
    R-->>-E1: plan 2 is active
  end
  Note over E1,R: 06:48:10 UTC, E2 is delayed
  rect ${BREAK_RECT}
    E2->>+R: applies plan 1
    Note right of E2: endpoint_resolves is broken
    R--)-E2: plan 1 is active
  end
  alt the plan is old
    E1->>R: deletes plan 1
  else
    E1->>E1: waits
  end`,
    viewBox: [-59, -10, 741, 796],
  },
  unicodeSequence: {
    text: `sequenceDiagram
  participant A as 解析サーバ
  participant B as Сервер имён Ωμέγα
  A->>B: 名前を解決する — запрос №1
  B-->>A: 🚨 нет ответа 👩‍🚒
  Note over A,B: Größe ½ → ∞, naïve façade, Việt Nam`,
    viewBox: [-50, -10, 563.5, 321],
  },
  flowchart: {
    text: `flowchart TD
  accTitle: Who restores the endpoint
  A[Endpoint has no record] --> B{Can the automation fix it?}
  B -- yes --> C([Planner publishes a plan])
  B -- no, its state is inconsistent --> D[[Operators restore the record by hand]]
  C --> E[(Route 53)]
  D ==> E
  subgraph clients [Clients of DynamoDB]
    E -.-> F[resolve the name again]
  end`,
    viewBox: [4, 4, 395.27, 789.54],
  },
  state: {
    text: `stateDiagram-v2
  [*] --> Healthy
  Healthy --> Empty : the plan in use is deleted
  Empty --> Healthy : restored by hand
  state Empty {
    [*] --> Unnoticed
    Unnoticed --> Known : alarms fire
  }
  Empty --> [*]`,
    viewBox: [4, 4, 360.34, 517],
  },
} as const satisfies Readonly<Record<string, Sample>>;
