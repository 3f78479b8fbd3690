/**
 * What `npm test` runs: everything a change must pass, in one go, the same on a laptop as in CI.
 *
 *   npm test                     all steps
 *   npm test -- --only lint      one of them
 *   npm test -- --bail           stop at the first that fails
 */
import { spawn, spawnSync, type StdioOptions } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { VARIABLES, type Engines } from './support/engines.ts'
import { provision } from './support/provision.ts'
import { NONE, playwrightCount, readReport, sum, vitestCount, type Count } from './support/reports.ts'

interface Step {
  name: string
  command: readonly string[]
  /** Reads the counts of its JSON report; steps without one only pass or fail. */
  count?: (report: unknown) => Count
  env?: Record<string, string>
  /** Why it cannot run here. */
  unable?: string
  /**
   * `beside`: runs while the node tests do, which often wait; what it prints is shown when it is done.
   * `alone`: measures, so nothing may run beside it; comes last.
   */
  when?: 'beside' | 'alone'
}

interface Result {
  step: Step
  ok: boolean
  seconds: number
  count: Count
}

/** A step that takes longer hangs. All together take under ten minutes on two cores that are not busy with other things. */
const STEP_PATIENCE_MS = 12 * 60_000

/** Somebody wants us to end: the step that runs ends first, and clears away what it started. */
let interrupted = false

const say = (line: string): void => console.log(line)

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, bail: { type: 'boolean', default: false } },
  })
  const reports = mkdtempSync(join(tmpdir(), 'wardroom-reports-'))
  try {
    const all = steps(provision(say), reports)
    const chosen = all.filter((step) => values.only === undefined || step.name === values.only)
    if (chosen.length === 0) {
      say(`there is no step "${values.only ?? ''}"; there are: ${all.map((step) => step.name).join(', ')}`)
      return 2
    }
    const results: Result[] = []
    const inTurn = async (lane: readonly Step[]): Promise<void> => {
      for (const step of lane) {
        if (interrupted || (values.bail && results.some(({ ok }) => !ok))) return
        results.push(await runStep(step, reports))
      }
    }
    await Promise.all([
      inTurn(chosen.filter((step) => step.when === 'beside')),
      inTurn(chosen.filter((step) => step.when === undefined)),
    ])
    await inTurn(chosen.filter((step) => step.when === 'alone'))
    return summarise(results, chosen)
  } finally {
    rmSync(reports, { recursive: true, force: true })
  }
}

function steps(engines: Engines, reports: string): Step[] {
  const vitest = (name: 'node' | 'web'): Step => ({
    name,
    command: [
      'vitest',
      'run',
      '--project',
      name,
      '--allowOnly=false',
      '--passWithNoTests',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${join(reports, name)}`,
    ],
    count: vitestCount,
  })
  const short = existsSync('test/bench/main.ts')
  const all: Step[] = [
    { name: 'format', command: ['prettier', '--check', '--log-level', 'warn', '.'], when: 'beside' },
    {
      name: 'lint',
      command: [
        'oxlint',
        '-c',
        '.oxlintrc.jsonc',
        '--deny-warnings',
        '--report-unused-disable-directives',
        '--format=unix',
      ],
      when: 'beside',
    },
    { name: 'lint-web', command: ['eslint', '.', '--max-warnings', '0'], when: 'beside' },
    { name: 'types', command: ['tsc'], when: 'beside' },
    { name: 'types-journeys', command: ['tsc', '-p', 'test/journeys'], when: 'beside' },
    {
      name: 'types-web',
      command: ['svelte-check', '--tsconfig', 'test/web/tsconfig.json', '--fail-on-warnings'],
      when: 'beside',
    },
    vitest('node'),
    { ...vitest('web'), when: 'beside' },
    {
      name: 'journeys',
      command: [
        'playwright',
        'test',
        '--config',
        'test/journeys',
        '--pass-with-no-tests',
        '--reporter=list,json',
      ],
      env: { PLAYWRIGHT_JSON_OUTPUT_NAME: join(reports, 'journeys') },
      count: playwrightCount,
      when: 'beside',
      ...(!engines.headlessShell &&
        !engines.chromium && { unable: `no Chromium; set ${VARIABLES.chromium}` }),
    },
    ...(short
      ? [
          {
            name: 'bench',
            command: ['node', '--import', 'tsx', 'test/bench/main.ts', '--short'],
            when: 'alone' as const,
          },
          {
            name: 'faults',
            command: ['node', '--import', 'tsx', 'test/faults/main.ts', '--short'],
            when: 'alone' as const,
          },
        ]
      : []),
  ]
  return all.map((step) => ({ ...step, env: { ...step.env, ...named(engines) } }))
}

/** Every step sees the engines that were found here, and no setting of the person who runs it. */
function named(engines: Engines): Record<string, string> {
  return Object.fromEntries(
    Object.entries(VARIABLES).map(([engine, variable]) => [variable, engines[engine as keyof Engines] ?? '']), // Object.entries forgets its keys' type
  )
}

async function runStep(step: Step, reports: string): Promise<Result> {
  say(`\n▶ ${step.name}: ${step.command.join(' ')}${step.when === 'beside' ? ' (beside)' : ''}`)
  const started = performance.now()
  if (step.unable !== undefined) {
    say(`  skipped: ${step.unable}`)
    return { step, ok: true, seconds: 0, count: { ...NONE, skipped: listed(step) } }
  }
  const code = await execute(step)
  const count = step.count ? counted(readReport(join(reports, step.name)), step.count, code) : NONE
  return { step, ok: code === 0 && count.failed === 0, seconds: (performance.now() - started) / 1000, count }
}

/** A run that failed though no test did (an error nobody caught, no report at all) is one failure more. */
function counted(report: unknown, count: (report: unknown) => Count, code: number | null): Count {
  const told = report === undefined ? NONE : count(report)
  return code !== 0 && told.failed === 0 ? { ...told, failed: 1 } : told
}

/** How many tests a Playwright step would have run. */
function listed(step: Step): number {
  const list = spawnSync('node_modules/.bin/playwright', [...step.command.slice(1, 4), '--list'], {
    encoding: 'utf8',
  })
  return Number(/Total: (\d+) test/.exec(list.stdout)?.[1] ?? 0)
}

function execute({ name, command, env, when }: Step): Promise<number | null> {
  const [program = '', ...args] = command
  const path = program === 'node' ? process.execPath : join('node_modules/.bin', program)
  return new Promise((resolve, reject) => {
    const beside = when === 'beside'
    const stdio: StdioOptions = beside ? ['ignore', 'pipe', 'pipe'] : 'inherit'
    const child = spawn(path, args, { env: { ...withoutSettings(process.env), ...env }, stdio })
    const printed: Buffer[] = []
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => printed.push(chunk))
    const end = (signal: NodeJS.Signals): void => {
      interrupted = true
      if (signal === 'SIGTERM') child.kill(signal) // Ctrl-C reaches the whole group by itself
    }
    process.on('SIGTERM', end).on('SIGINT', end)
    const slow = setTimeout(() => {
      say(`  took longer than ${STEP_PATIENCE_MS / 60_000} minutes: stopped`)
      child.kill('SIGTERM')
    }, STEP_PATIENCE_MS)
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(slow)
      if (beside) say(`\n◀ ${name}\n${Buffer.concat(printed).toString().trim()}`)
      process.off('SIGTERM', end).off('SIGINT', end)
      resolve(code)
    })
  })
}

function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = Object.entries(environment).filter(([name]) => !name.startsWith('WARDROOM_'))
  return Object.fromEntries(ours)
}

function summarise(results: readonly Result[], chosen: readonly Step[]): number {
  say('')
  for (const { step, ok, seconds } of results) {
    const mark = step.unable === undefined ? (ok ? 'ok    ' : 'FAILED') : 'skip  '
    say(`${mark} ${step.name.padEnd(16)} ${seconds.toFixed(1).padStart(6)} s`)
  }
  const ran = new Set(results.map(({ step }) => step))
  for (const step of chosen) if (!ran.has(step)) say(`not run ${step.name}`)
  const { passed, failed, skipped, red } = sum(results.map((result) => result.count))
  for (const one of red) say(`FAILED ${one}`)
  say(`tests: ${passed} passed, ${failed} failed, ${skipped} skipped`)
  return results.every((result) => result.ok) && !interrupted ? 0 : 1
}

process.exitCode = await main()
