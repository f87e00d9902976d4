const TAG = '<script>alert(1)</script>';
const IMAGE = '<img src=x onerror=alert(1)>';
/** Diagrams that try to run scripts, load files or break out of their figure. */
export const HOSTILE_DIAGRAMS: readonly string[] = [
  `sequenceDiagram\n  participant A as ${TAG}\n  participant B as ${IMAGE}\n  A->>B: ${TAG}\n  Note over A,B: ${IMAGE}`,
  `sequenceDiagram\n  A->>B: </text></svg>${TAG}<svg><text>\n  loop </style>${TAG}\n  A->>B: x\n  end`,
  `sequenceDiagram\n  accTitle: </title>${TAG}\n  accDescr: </desc>${IMAGE}\n  A->>B: x`,
  'sequenceDiagram\n  A->>B: #lt;script#gt;alert(1)#lt;/script#gt; &lt;img src=x onerror=alert(1)&gt;',
  'sequenceDiagram\n  participant A\n  A->>A: x\n  link A: go @ javascript:alert(1)\n  links A: {"x": "javascript:alert(1)"}',
  'sequenceDiagram\n  rect rgb(1,2,3);fill:url(https://evil.example/x)\n  A->>B: x\n  end',
  `flowchart LR\n  a["${TAG}"] -->|"${IMAGE}"| b["<a href='javascript:alert(1)'>x</a>"]\n  click a "javascript:alert(1)"`,
  'flowchart LR\n  a --> b\n  click a call alert(1)\n  click b href "JaVaScRiPt:alert(1)"',
  'flowchart LR\n  a --> b\n  style a fill:url(https://evil.example/x),stroke:#f00',
  'flowchart LR\n  a --> b\n  classDef x fill:#fff,x:expression(alert(1))\n  class a x',
  `%%{init: {"securityLevel": "loose", "htmlLabels": true, "themeCSS": "*{fill:url(https://evil.example)}"}}%%\nflowchart LR\n  a["${IMAGE}"] --> b`,
  `---\nconfig:\n  securityLevel: loose\n  htmlLabels: true\n  flowchart:\n    htmlLabels: true\n  dompurifyConfig: { ADD_TAGS: [script] }\n---\nflowchart LR\n  a["${TAG}x"] --> b`,
  `stateDiagram-v2\n  a --> b : ${TAG}\n  state "${IMAGE}" as b`,
  `classDiagram\n  class A["${TAG}"]\n  A : +x() ${IMAGE}\n  click A href "javascript:alert(1)"`,
  `erDiagram\n  A ||--o{ B : "${IMAGE}"`,
];
