/** Before `npm test` runs anything: sees to the outside programs the tests want, and says what it found and did. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findEngines, type Engines } from './engines.ts'

/** Debian's packages for what the tests want. */
const PACKAGES = {
  chromium: 'chromium',
  headlessShell: 'chromium-headless-shell',
  mosquitto: 'mosquitto',
  redis: 'redis-server',
  postgresBin: 'postgresql',
  faketime: 'libfaketime',
} as const satisfies Record<keyof Engines, string>

/** Without these fonts, Arabic on a screenshot is a row of boxes. */
const FONTS = { package: 'fonts-noto-core', folder: '/usr/share/fonts/truetype/noto' }

const APT_PATIENCE_MS = 240_000
const DOWNLOAD_PATIENCE_MS = 120_000

/**
 * Finds what is there; as root on a Debian installs what is not; asks Playwright for a Chromium last (its downloads are
 * often closed). Nothing missing is an error: tests that need it are skipped by name.
 */
export function provision(say: (line: string) => void): Engines {
  const missing = missingPackages(findEngines(process.env))
  if (missing.length > 0 && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) install(missing, say)
  if (!findEngines(process.env).chromium && process.env['WARDROOM_TEST_CHROMIUM'] === undefined) {
    say('no Chromium: asking Playwright for one')
    const done = quietly('npx', ['playwright', 'install', 'chromium'], DOWNLOAD_PATIENCE_MS)
    if (!done) say('Playwright could not download a Chromium')
  }
  const engines = findEngines(process.env)
  for (const [name, at] of Object.entries(engines)) {
    say(`${name}: ${String(at ?? 'not here; tests that need it are skipped')}`)
  }
  return engines
}

function missingPackages(engines: Engines): string[] {
  const wanted = Object.entries(PACKAGES)
    .filter(([engine]) => engines[engine as keyof Engines] === undefined) // Object.entries forgets its keys' type
    .map(([, name]) => name as string)
  return existsSync(FONTS.folder) ? wanted : [...wanted, FONTS.package]
}

/** One after the other: what one mirror lacks should not cost us the rest. */
function install(packages: readonly string[], say: (line: string) => void): void {
  say(`apt-get install ${packages.join(' ')} (we are root, and they are missing)`)
  if (!quietly('apt-get', ['update', '-qq'], APT_PATIENCE_MS))
    say('apt-get update failed; trying with what it knows')
  for (const name of packages) {
    const done = quietly(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', name],
      APT_PATIENCE_MS,
    )
    say(done ? `installed ${name}` : `could not install ${name}`)
  }
}

function quietly(command: string, args: readonly string[], timeout: number): boolean {
  const env = {
    ...process.env,
    DEBIAN_FRONTEND: 'noninteractive',
    RUNLEVEL: '1', // install the programs, start no services: tests start their own
  }
  return spawnSync(command, args, { env, timeout, stdio: 'ignore' }).status === 0
}
