/** The web application, built when it is missing or older than its sources. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify, stripVTControlCharacters } from 'node:util'
import { Unusable } from './database/unusable.ts'

const run = promisify(execFile)
const ROOT = fileURLToPath(new URL('..', import.meta.url))
export const DIST = join(ROOT, 'web', 'dist')
/** Holds the fingerprint of the sources it was built from. */
const STAMP = '.built-from'
/** What the application is made of. (Times of files say nothing in a fresh clone, so their content is read.) */
const SOURCES = ['web', 'schema', 'package-lock.json']

/**
 * @param onBuild told when a build is needed, since it takes some seconds.
 * @returns the fingerprint of the application: screens reload when it changes.
 */
export async function builtWeb(onBuild: () => void): Promise<string> {
  const wanted = await fingerprint()
  if ((await stamp()) !== wanted) {
    onBuild()
    await build(wanted)
  }
  return wanted
}

/** What the built application was built from; empty when there is none. */
const stamp = (): Promise<string> => readFile(join(DIST, STAMP), 'utf8').catch(() => '')

/** Beside the one that is served, and put in its place when whole: a build that fails, or is killed, takes nothing away. */
async function build(fingerprint: string): Promise<void> {
  const fresh = `${DIST}.${process.pid}`
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin', 'vite.js')
  try {
    await run(
      process.execPath,
      [vite, 'build', join(ROOT, 'web'), '--outDir', fresh, '--logLevel', 'error'],
      { cwd: ROOT },
    )
    await writeFile(join(fresh, STAMP), fingerprint)
    await rm(DIST, { recursive: true, force: true })
    await rename(fresh, DIST).catch(async (error: unknown) => {
      if ((await stamp()) !== fingerprint) throw error // else another start was faster, and built the same
      await rm(fresh, { recursive: true, force: true })
    })
  } catch (cause) {
    await rm(fresh, { recursive: true, force: true })
    throw new Unusable(`The web application could not be built: ${reasonOf(cause)}`, { cause })
  }
}

/** What vite said, without the colours. */
function reasonOf(cause: unknown): string {
  const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr) : String(cause)
  return stripVTControlCharacters(said).trim().slice(0, 2000) || String(cause)
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256')
  for (const source of SOURCES) {
    for (const file of (await filesUnder(join(ROOT, source))).sort()) {
      hash
        .update(relative(ROOT, file))
        .update('\0')
        .update(await readFile(file))
    }
  }
  return hash.digest('hex').slice(0, 12)
}

async function filesUnder(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined)
  if (!entries) return [path]
  const below = entries
    .filter(({ name }) => !name.startsWith('dist') && !name.startsWith('.'))
    .map(({ name }) => filesUnder(join(path, name)))
  return (await Promise.all(below)).flat()
}
