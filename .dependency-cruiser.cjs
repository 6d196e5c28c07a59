// Who may import what: the table of ARCHITECTURE.md. test/tidy.test.ts checks the same borders by name and adds
// what needs more than paths; this tool resolves imports as Node does and finds cycles.
const MODULES_BELOW = {
  'identity|custom-fields|lists|exports|files|approvals|tasks|notify': 1,
  'customers|complaints|deals|prices|rates|quotes|contracts|signing|orders|receivables|cash|credit|targets|indicators|imports': 2,
  watch: 3,
  'risks|dunning|cases|knowledge|onboarding|reports|data-quality|integrations|handover|checkup|backtest|reviews|watchdog|demo|brief|team|meetings|commission|emergency': 4,
}
const tier = (level) =>
  Object.entries(MODULES_BELOW)
    .filter(([, of]) => of === level)
    .map(([names]) => names)
    .join('|')
const above = (level) =>
  [2, 3, 4]
    .filter((other) => other > level)
    .map(tier)
    .join('|')

const forbid = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to })

module.exports = {
  forbidden: [
    forbid('no-cycle', {}, { circular: true }, 'A cycle has no reading order.'),
    forbid('unresolved', {}, { couldNotResolve: true }, 'What cannot be resolved is not checked either.'),
    forbid(
      'core-is-pure',
      { path: '^src/core/', pathNot: '\\.test\\.ts$' },
      { pathNot: '^src/core/' },
      'core imports core only.',
    ),
    forbid(
      'api-imports-core-and-zod',
      { path: '^src/api/' },
      { pathNot: '^(src/(api|core)/|node_modules/zod/)' },
      'api is shared by server and web.',
    ),
    forbid(
      'text-is-data',
      { path: '^src/text/', pathNot: '\\.test\\.ts$' },
      { pathNot: '^src/(text|core)/' },
      'Catalogues know nothing.',
    ),
    forbid(
      'world-imports-core',
      { path: '^src/world/', pathNot: '\\.test\\.ts$' },
      { pathNot: '^src/(world|core)/' },
      'The generator is pure.',
    ),
    forbid(
      'server-never-web',
      { path: '^src/server/' },
      { path: '^src/web/' },
      'The server does not know its pages.',
    ),
    forbid(
      'web-never-server',
      { path: '^src/web/' },
      { path: '^(src/(server|world)/|node:)' },
      'Pages talk to the server through api.',
    ),
    forbid(
      'platform-knows-no-module',
      { path: '^src/server/platform/', pathNot: '\\.test\\.ts$' },
      { path: '^src/server/(modules|cli)/' },
      'platform knows no business word.',
    ),
    forbid(
      'ui-never-pages',
      { path: '^src/web/ui/' },
      { path: '^src/web/(pages|shell)/' },
      'ui is used by pages.',
    ),
    forbid(
      'pages-apart',
      { path: '^src/web/pages/([^/]+)/' },
      { path: '^src/web/pages/', pathNot: '^src/web/pages/$1/' },
      'Pages share through ui.',
    ),
    forbid(
      'modules-through-index',
      { path: '^src/server/modules/([^/]+)/', pathNot: '\\.test\\.ts$' },
      { path: '^src/server/modules/[^/]+/.+', pathNot: '^src/server/modules/($1/|[^/]+/index\\.ts$)' },
      'Another module is its index.ts.',
    ),
    ...[1, 2, 3].map((level) =>
      forbid(
        `tier-${level}-never-above`,
        { path: `^src/server/modules/(${tier(level)})/`, pathNot: '\\.test\\.ts$' },
        { path: `^src/server/modules/(${above(level)})/` },
        'Lower tiers do not know higher ones.',
      ),
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.server.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.json'],
    },
  },
}
