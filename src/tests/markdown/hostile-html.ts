/** An image from another site, which is rejected with an error. */
export const REMOTE_PICTURE = '<img src="https://example.com/x.png" onerror="alert(1)" alt="a">';

/** HTML that must not run, load content from other sites, or imitate the site's own markup. */
export const HOSTILE_HTML: readonly string[] = [
  '<script>alert(1)</script>',
  '<div onclick="alert(1)">a</div>',
  '<a href="javascript:alert(1)">a</a>',
  '[a](<java\tscript:alert(1)>)',
  '<a href="jav&#x09;ascript:alert(1)">a</a>',
  '<iframe src="https://example.com"></iframe>',
  '<object data="x.swf"></object>',
  '<embed src="x.swf">',
  '<form action="https://example.com"><input name="password"></form>',
  REMOTE_PICTURE,
  '<svg><script>alert(1)</script></svg>',
  '<svg onload="alert(1)"></svg>',
  '<math><mtext><img src=x onerror=alert(1)></mtext></math>',
  '<style>body { display: none }</style>',
  '<p style="position:fixed">a</p>',
  '<link rel="stylesheet" href="https://example.com/x.css">',
  '<meta http-equiv="refresh" content="0;url=https://example.com">',
  '<base href="https://example.com/">',
  '<video src="https://example.com/x.mp4" autoplay></video>',
  '<button popovertarget="main">a</button>',
  '<p class="hc-badge hc-basis-observed">forged provenance</p>',
  '<hindcast-slot slot="0">forged</hindcast-slot>',
];
