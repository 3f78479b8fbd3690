import { defineConfig, globalIgnores } from 'eslint/config'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'

/** Components and plain JavaScript; all TypeScript is linted by .oxlintrc.jsonc. Of ESLint's own rules those that the compiler does not cover. */
const core = {
  eqeqeq: ['error', 'always', { null: 'ignore' }], // `!= null` asks for null and undefined at once
  'no-case-declarations': 'error',
  'no-cond-assign': 'error',
  'no-constant-binary-expression': 'error',
  'no-constant-condition': ['error', { checkLoops: false }],
  'no-debugger': 'error',
  'no-duplicate-case': 'error',
  'no-empty': 'error', // above all: no empty catch
  'no-fallthrough': 'error',
  'no-loss-of-precision': 'error',
  'no-self-assign': 'error',
  'no-self-compare': 'error',
  'no-template-curly-in-string': 'error',
  'no-unsafe-finally': 'error',
  'no-unsafe-optional-chaining': 'error',
  'no-useless-escape': 'error',
  'no-var': 'error',
  'prefer-const': ['error', { destructuring: 'all' }],
}

export default defineConfig(
  globalIgnores([
    '**/*.ts',
    'web/dist*/',
    'data/',
    'coverage/',
    'test-results/',
    'playwright-report/',
    '**/generated/',
  ]),
  {
    // Without types: svelte-check looks at those with the compiler's own rules, and a program anew for each component
    // would take longer than all other files together.
    files: ['web/**/*.svelte', 'test/**/*.svelte'],
    extends: [ts.configs.strict, svelte.configs.recommended],
    rules: {
      ...core,
      'svelte/require-each-key': 'error',
      'svelte/no-at-html-tags': 'error',
      'svelte/button-has-type': 'error',
      'svelte/no-target-blank': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Whether an ignore is of use is for svelte-check to say, which has the compiler's whole list of warnings.
      'svelte/no-unused-svelte-ignore': 'off',
      // `{' '}` keeps a blank the formatter would take.
      'svelte/no-useless-mustaches': 'off',
      // A Set or URLSearchParams that nobody watches may be a plain one.
      'svelte/prefer-svelte-reactivity': 'off',
      // `let { … } = $props()` mixes what is bindable and what is not.
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { destructuring: 'all' }],
      'no-console': ['error', { allow: ['info', 'warn', 'error'] }], // a browser has no other log
    },
    languageOptions: { globals: globals.browser, parserOptions: { parser: ts.parser } },
  },
  {
    files: ['**/*.js'],
    rules: { ...core, 'no-undef': 'error', 'no-unused-vars': 'error' },
    languageOptions: { globals: globals.node },
  },
)
