/** Import boundaries. Each rule says why it stands. @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle means two rooms are one; nobody can read or test either alone.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'streams-is-free',
      comment:
        'The media plane runs without web, SQL or the record plane, so it can move to a node of its own.',
      severity: 'error',
      from: { path: '^streams/' },
      to: { path: '^(server|client)/|node_modules/(express|pg|kysely|redis|socket\\.io)/' },
    },
    {
      name: 'client-sees-only-the-contract',
      comment:
        'The browser bundle must not pull in server code; the wire types live in server/contract. Tests are in no bundle.',
      severity: 'error',
      from: { path: '^client/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^(server/(?!contract/)|streams/|config/)' },
    },
    {
      name: 'contract-is-pure',
      comment: 'server/contract is shared with the browser: schemas and pure functions only.',
      severity: 'error',
      from: { path: '^server/contract/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(streams|client|config|server/(?!contract/))|^(node:|fs|net|http|crypto|path)' },
    },
    {
      name: 'slices-through-their-index',
      comment: 'A slice can be rearranged inside without touching its neighbours; they know its index only.',
      severity: 'error',
      from: { path: '^server/([^/]+)/' },
      to: {
        path: '^server/([^/]+)/(?!index\\.ts$)',
        pathNot: '^server/($1|contract|platform)/',
      },
    },
    {
      name: 'platform-knows-no-slice',
      comment: 'platform is what every slice stands on; it must not know what stands on it.',
      severity: 'error',
      from: { path: '^server/platform/' },
      to: { path: '^server/(?!platform/|contract/)' },
    },
    {
      name: 'features-do-not-import-each-other',
      comment: 'A page can be taken out or moved; what two features share goes to components, media or lib.',
      severity: 'error',
      from: { path: '^client/src/features/([^/]+)/' },
      to: { path: '^client/src/features/(?!$1/)' },
    },
    {
      name: 'no-test-code-in-product',
      comment:
        'Fakes and factories must not reach production; only tests, and what stands in a testing/ folder, may import test/.',
      severity: 'error',
      from: { path: '^(server|streams|client|config)/', pathNot: '\\.test\\.tsx?$|/testing/' },
      to: { path: '^test/|/testing/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
