/** Who stands where in the list of an emergency department: a wall cuts it off at its end. */
import { expect, test } from 'vitest'
import { byNextLine } from '../../web/lib/ed-order.ts'

const at = (clock: string): string => `2026-11-22T${clock}:00.000Z`
/** Since when they are here, and when they pass their lines; it is noon. */
const here = (key: string, since: string, ...lines: string[]) => {
  const all = lines.map((line) => ({ line: 'stay' as const, at: at(line), passed: line <= '12:00' }))
  return {
    key,
    arrived_at: at(since),
    lines: all,
    next_line_at: all.find(({ passed }) => !passed)?.at ?? null,
  }
}
const order = (...rows: ReturnType<typeof here>[]): string[] => byNextLine(rows).map(({ key }) => key)

test('whoever has passed every line stands first, the longest here before others, and is not the first to be cut off', () => {
  const long = here('1', '01:00', '05:00', '11:00')
  const longest = here('2', '00:10', '04:10', '10:10')
  const soon = here('3', '08:10', '12:10', '20:10')
  const passedOne = here('4', '07:00', '11:00', '19:00')
  expect(order(soon, passedOne, long, longest)).toEqual(['2', '1', '3', '4'])
})

test('whom no line counts for comes last, who came first before others', () => {
  expect(order(here('1', '11:00'), here('2', '09:00'), here('3', '11:50', '15:50'))).toEqual(['3', '2', '1'])
})
