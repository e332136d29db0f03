import eslint from '@eslint/js'
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

/** What types cannot say: promises nobody waits for, needless assertions, words of habit. Formatting is not its matter. */
export default defineConfig(
  { ignores: ['dist/', '.dist-*/', '.mutation/', 'node_modules/', '**/node_modules/', 'reports/'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true }],
      // An interface may promise what one of its implementations has at once.
      '@typescript-eslint/require-await': 'off',
      // Which assertions a receiver needs differs from one version of the compiler to the next.
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      'no-control-regex': 'off',
      // Indexes that were just computed, in loops that must be quick, are asserted; elsewhere `undefined` is handled.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // What a clause is given is taken apart; what its interfaces hold are functions of their own.
      '@typescript-eslint/unbound-method': 'off',
      // A reference answers to what AWS deprecated, too.
      '@typescript-eslint/no-deprecated': 'off',
      // Alphabets are spread into their letters.
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      '@typescript-eslint/no-generated-empty-object-type': 'off',
    },
  },
  {
    // Code that is printed for people is tested by running it.
    files: ['**/*.test.ts'],
    rules: { '@typescript-eslint/no-implied-eval': 'off', '@typescript-eslint/no-unsafe-call': 'off' },
  },
  { files: ['**/*.mjs', '**/*.js'], languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } } },
)
