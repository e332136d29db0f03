/** What may import what. Checked by `npm run lint`. */
export default {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'Files that import each other can only be read together.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'reference-stands-alone',
      comment: 'The reference can be read and used without the suite.',
      severity: 'error',
      from: { path: '^reference/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(src|specs)/' },
    },
    {
      name: 'core-knows-no-service',
      severity: 'error',
      from: { path: '^reference/(core|aws|wire|server)/', pathNot: '\\.(test|fixture)\\.ts$' },
      to: { path: '^reference/(sqs|sns|kinesis)/' },
    },
    {
      name: 'suite-names-no-service',
      comment: 'What a service brings is registered by its area.',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.(test|fixture)\\.ts$' },
      to: { path: '^(specs|reference/(sqs|sns|kinesis))/' },
    },
    {
      name: 'services-apart',
      comment: 'A service reaches another through the ports of its world.',
      severity: 'error',
      from: { path: '^reference/(sqs|sns|kinesis)/', pathNot: '\\.(test|fixture)\\.ts$' },
      to: { path: '^reference/(sqs|sns|kinesis)/', pathNot: '^reference/$1/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|dist)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
}
