/** Keeps the house as docs/ARCHITECTURE.md draws it: reads every import line and every file. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { importBroken, importsOf, MAX_LINES, textBroken } from './support/house.ts'

const files = ['schema', 'server', 'web', 'devices']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .filter((file) => /\.(ts|js|svelte)$/.test(file) && !/^web\/(dist|node_modules)\//.test(file))

describe('the house', () => {
  test('has rooms to read', () => expect(files.length).toBeGreaterThan(40))

  test('everyone imports only whom they may', () => {
    const broken = files.flatMap((file) =>
      importsOf(file, readFileSync(file, 'utf8')).flatMap((line) => importBroken(line) ?? []),
    )
    expect(broken).toEqual([])
  })

  test('files are short, finished, typed, and named', () => {
    expect(files.flatMap((file) => textBroken(file, readFileSync(file, 'utf8')))).toEqual([])
  })
})

describe('the rule about imports', () => {
  const verdict = (file: string, line: string): string | undefined =>
    importsOf(file, line).flatMap((one) => importBroken(one) ?? [])[0]

  test.each([
    ['schema/terms.ts', `import { z } from 'zod'`],
    ['web/lib/link.svelte.ts', `import type { Pulse } from '../../schema/wire.ts'`],
    ['server/boards/beds.ts', `import type { Mirror } from '../feed/mirror.ts'`],
    ['server/boards/beds.ts', `import { type Mirror, type Row } from '../feed/mirror.ts'`],
    ['server/commands/run.ts', `import { padded } from '../feed/lsn.ts'`],
    ['server/main.ts', `import { Feed } from './feed/feed.ts'`],
    ['server/demo/days.ts', `import { BedSensor } from '../../devices/bed-sensor.ts'`],
  ])('lets %s say %s', (file, line) => {
    expect(importsOf(file, line)).toHaveLength(1)
    expect(verdict(file, line)).toBeUndefined()
  })

  test.each([
    ['schema/terms.ts', `import { run } from '../server/commands/run.ts'`],
    ['schema/terms.ts', `import { readFileSync } from 'node:fs'`],
    ['web/lib/link.svelte.ts', `import { padded } from '../../server/feed/lsn.ts'`],
    ['web/parts/Tile.svelte', `<script lang="ts">\n  import { connect } from 'mqtt'\n</script>`],
    ['devices/main.ts', `import type { By } from '../server/commands/verb.ts'`],
    ['server/boards/beds.ts', `import { Mirror } from '../feed/mirror.ts'`],
    ['server/boards/beds.ts', `import { type Row, Mirror } from '../feed/mirror.ts'`],
    ['server/boards/beds.ts', `import type { Tx } from '../database/pool.ts'`],
    ['server/boards/beds.ts', `import pg from 'pg'`],
    ['server/commands/run.ts', `import { Feed } from '../feed/feed.ts'`],
    ['server/commands/beds/block.ts', `import '../../live/live.ts'`],
    ['server/feed/feed.ts', `export { run } from '../commands/run.ts'`],
    ['server/live/live.ts', `import {\n  run,\n  within,\n} from '../commands/run.ts'`],
    ['server/intake/mqtt/door.ts', `const live = await import('../../live/live.ts')`],
    ['server/utils/strings.ts', `import { z } from 'zod'`],
  ])('does not let %s say %s', (file, line) => expect(verdict(file, line)).toContain(file))
})

describe('the rules about a file', () => {
  test.each([
    ['it is too long', 'x\n'.repeat(MAX_LINES + 1), `${MAX_LINES + 1} lines`],
    ['it is not done', '// TODO: the other half', 'TODO'],
    ['a parameter is any', 'function f(x: any): void {}', 'any'],
    ['a cast is any', 'const x = y as any', 'any'],
    ['a list is of any', 'const x: Array<any> = []', 'any'],
    ['it reads the environment', `const port = process.env['PORT']`, 'process.env'],
    ['it exports without a name', 'export default {}', 'default export'],
  ])('it is refused when %s', (_why, text, sentence) => {
    expect(textBroken('server/feed/made-up.ts', text).join()).toContain(sentence)
  })

  test('words about any bed, and comments, are free', () => {
    const text = `/* as any bed is, process.env too */\nconst rule: Rule = 'any' // :any\nconst text = 'whatever, any one'\n`
    expect(textBroken('server/feed/made-up.ts', text)).toEqual([])
  })
})
