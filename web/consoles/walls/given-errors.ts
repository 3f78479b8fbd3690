/** What is wrong with what a wall is to be given, before the server is asked. Pure. */
import { faultOf } from '../../../schema/walls.ts'
import type { TextKey } from '../../lib/i18n/en.ts'
import type { Given } from './wall-list.ts'

export interface Fault {
  field: string
  text: TextKey
}

const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,39}$/u
const within = (value: number, low: number, high: number): boolean => value >= low && value <= high // NaN is not

export function faultsIn(given: Given): Fault[] {
  const faults: (Fault | false)[] = [
    !NAME.test(given.name.trim()) && { field: 'name', text: 'walls.name.error' },
    given.pages.length === 0 && { field: 'pages', text: 'walls.pages.error' },
    !within(given.screen_in, 7, 300) && { field: 'screen_in', text: 'walls.screen_in.error' },
    !within(given.distance_m, 0.3, 30) && { field: 'distance_m', text: 'walls.distance_m.error' },
    !(within(given.rotate_s, 3, 3600) && Number.isInteger(given.rotate_s)) && {
      field: 'rotate_s',
      text: 'walls.rotate_s.error',
    },
  ]
  const [field] = faultOf(given)?.path ?? []
  return [
    ...faults.filter((fault) => fault !== false),
    ...(field ? [{ field, text: `walls.${field}.error` } satisfies Fault] : []),
  ]
}
