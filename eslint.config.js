import { defineConfig, globalIgnores } from 'eslint/config'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'

/** ESLint's own rules that neither the compiler nor typescript-eslint covers. */
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

/** What needs types to be seen: promises nobody waits for, `any` that leaks, switches that forgot a case. */
const typed = {
  extends: [ts.configs.strictTypeChecked],
  rules: {
    '@typescript-eslint/consistent-type-imports': 'error',
    '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    '@typescript-eslint/return-await': ['error', 'in-try-catch'],
    '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
    '@typescript-eslint/restrict-plus-operands': ['error', { allowNumberAndString: true }],
    // `() => void list.push(x)` says plainly that nobody wants the answer.
    '@typescript-eslint/no-confusing-void-expression': 'off',
    '@typescript-eslint/no-meaningless-void-operator': 'off',
    '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
    '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { inheritedMethods: true } }],
    // A row's shape is named where its SQL stands: rows<{ bed_id: number }>('select …').
    '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    // We have no enums; this one only meets pg's list of type ids.
    '@typescript-eslint/no-unsafe-enum-assignment': 'off',
    // A part may be asynchronous by its contract and need no await yet.
    '@typescript-eslint/require-await': 'off',
    // pg and Node reject with Errors; `(error: Error) =>` says so where it is known.
    '@typescript-eslint/use-unknown-in-catch-callback-variable': 'off',
    ...core,
    'no-console': 'error',
  },
}

export default defineConfig(
  globalIgnores(['web/dist*/', 'data/', 'coverage/', 'test-results/', 'playwright-report/', '**/generated/']),
  {
    files: ['**/*.ts'],
    ...typed,
    languageOptions: { globals: globals.node, parserOptions: { projectService: true } },
  },
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
    },
    languageOptions: { globals: globals.browser, parserOptions: { parser: ts.parser } },
  },
  {
    files: ['web/**/*.ts', 'web/**/*.svelte', 'test/web/**/*.ts'],
    languageOptions: { globals: globals.browser },
    rules: { 'no-console': ['error', { allow: ['info', 'warn', 'error'] }] }, // a browser has no other log
  },
  {
    // Programs for a terminal: what they print is what they are for.
    files: [
      'server/main.ts',
      'server/administrator/main.ts',
      'server/backup/main.ts',
      'devices/{main,hl7}.ts',
      'test/run.ts',
      'test/docs/write.ts',
      'test/bench/**/*.ts',
      'test/faults/main.ts',
      'server/audit/main.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // expect(object.method) names a method, it does not call it.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.js'],
    rules: { ...core, 'no-undef': 'error', 'no-unused-vars': 'error' },
    languageOptions: { globals: globals.node },
  },
)
