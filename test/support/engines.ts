/**
 * The outside programs some tests need: found on this machine, or named by the environment. Nothing is installed here
 * (test/support/provision.ts does that for `npm test`). What is missing skips the tests that need it, by name:
 *
 *   describe.skipIf(!engines.mosquitto)('an outside broker (needs Mosquitto)', …)
 */
import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export interface Engines {
  /** A Chromium, as people have it. */
  chromium: string | undefined
  /** The same without a window to draw, for half the CPU: the journeys take it when it is there. */
  headlessShell: string | undefined
  mosquitto: string | undefined
  redis: string | undefined
  /** The folder with `initdb` and `postgres` of a Postgres that is not the embedded one (15 or newer). */
  postgresBin: string | undefined
  /** The library that puts a process' clock wrong, when it is loaded before all others. */
  faketime: string | undefined
}

/** The variable that names each, so that a machine can keep it anywhere; set but empty means "pretend it is not there". */
export const VARIABLES = {
  chromium: 'WARDROOM_TEST_CHROMIUM',
  headlessShell: 'WARDROOM_TEST_HEADLESS_SHELL',
  mosquitto: 'WARDROOM_TEST_MOSQUITTO',
  redis: 'WARDROOM_TEST_REDIS',
  postgresBin: 'WARDROOM_TEST_POSTGRES_BIN',
  faketime: 'WARDROOM_TEST_FAKETIME',
} as const satisfies Record<keyof Engines, string>

/** What this process can use. */
export const engines: Engines = findEngines(process.env)

export function findEngines(environment: NodeJS.ProcessEnv): Engines {
  const path = `${environment['PATH'] ?? ''}${delimiter}/usr/sbin${delimiter}/usr/local/sbin`
  const named = (engine: keyof Engines, search: () => string | undefined): string | undefined => {
    const value = environment[VARIABLES[engine]]
    return value === undefined ? search() : value || undefined
  }
  return {
    chromium: named(
      'chromium',
      () =>
        firstProgram(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'], path) ??
        playwrightsOwn(environment, 'chromium', ['chrome-linux64/chrome', 'chrome-linux/chrome']),
    ),
    headlessShell: named(
      'headlessShell',
      () =>
        firstProgram(['chromium-headless-shell', 'chrome-headless-shell'], path) ??
        playwrightsOwn(environment, 'chromium_headless_shell', [
          'chrome-headless-shell-linux64/chrome-headless-shell',
          'chrome-headless-shell-linux-arm64/chrome-headless-shell',
        ]),
    ),
    mosquitto: named('mosquitto', () => firstProgram(['mosquitto'], path)),
    redis: named('redis', () => firstProgram(['redis-server', 'valkey-server'], path)),
    postgresBin: named('postgresBin', newestPostgres),
    faketime: named('faketime', debiansFaketime),
  }
}

function firstProgram(names: readonly string[], path: string): string | undefined {
  return names
    .flatMap((name) => path.split(delimiter).map((folder) => join(folder, name)))
    .find((file) => runnable(file))
}

/** Where Playwright keeps what `playwright install` once downloaded; the newest. */
function playwrightsOwn(
  environment: NodeJS.ProcessEnv,
  name: string,
  programs: readonly string[],
): string | undefined {
  const folder =
    environment['PLAYWRIGHT_BROWSERS_PATH'] ?? join(environment['HOME'] ?? '/', '.cache/ms-playwright')
  return entries(folder)
    .filter((entry) => entry.startsWith(`${name}-`))
    .sort(byNumber)
    .flatMap((entry) => programs.map((program) => join(folder, entry, program)))
    .findLast(runnable)
}

/** Debian's place for server programs, one folder a version. */
function newestPostgres(): string | undefined {
  const folder = '/usr/lib/postgresql'
  return entries(folder)
    .filter((version) => Number(version) >= 15)
    .sort(byNumber)
    .map((version) => join(folder, version, 'bin'))
    .findLast((bin) => runnable(join(bin, 'postgres')))
}

/** Debian's place for it, a folder an architecture. */
function debiansFaketime(): string | undefined {
  return entries('/usr/lib')
    .map((folder) => join('/usr/lib', folder, 'faketime/libfaketimeMT.so.1'))
    .find((file) => existsSync(file))
}

function byNumber(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return [] // no such folder: nothing in it
  }
}

function runnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
