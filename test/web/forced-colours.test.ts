/** Where people have colours of their own, what is filled stays filled: else its letters stand on another ground than theirs. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const components = readdirSync('web', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.svelte'))
  .map((name) => join('web', name))

/** Rules that write in the colour that goes with a fill. */
const onFills = components.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/([^{};]*)\{([^{}]*[^-]color: var\(--on[^{}]*)\}/g)].map(
    ([, selector = '', rule = '']) => ({ where: `${file}: ${selector.trim()}`, rule }),
  ),
)

test('every fill with letters on it is kept', () => {
  expect(onFills.length).toBeGreaterThan(20)
  const lost = onFills.filter(({ rule }) => !rule.includes('forced-color-adjust: none'))
  expect(lost.map(({ where }) => where)).toEqual([])
})
