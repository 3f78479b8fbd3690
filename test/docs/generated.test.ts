import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { generated } from './generated.ts'

const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string }

test.each(Object.entries(generated(version)))(
  '%s says what the code does (if not: npm run docs)',
  async (file, content) => {
    expect(await readFile(file, 'utf8')).toBe(content)
  },
)
