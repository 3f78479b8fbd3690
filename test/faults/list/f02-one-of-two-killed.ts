/** F2: kill -9 of one of two servers: its walls are on the other, and what only one may do is done by the other, once. */
import { until } from '../../support/until.ts'
import type { Fault } from '../fault.ts'
import { disturbed, longestAbsence, wallsOn } from '../fared.ts'
import { standOf } from '../stand-fleet.ts'

const WALLS_BACK_MS = 8000
const TAKEN_OVER_MS = 15_000
/** The one on duty is the more telling of the two. */
const ON_DUTY = 0.7

export const oneOfTwoKilled: Fault = {
  id: 'F2',
  what: 'one of two servers killed (-9), started again',
  kind: 'fleet',
  endsServer: true,
  told: { log: ['server-gone', 'server-came', 'ready'] },
  async strike({ bench, random, measure, broken }) {
    const stand = standOf(bench)
    const onDuty = await until(async () => (await stand.onDuty())[0], { what: 'one on duty' })
    const gone = random() < ON_DUTY ? onDuty : stand.other(onDuty)
    const left = stand.other(gone)
    const [theirs, healthy] = [await wallsOn(gone, bench), await wallsOn(left, bench)]
    const said = left.chronicle.length
    const began = Date.now()
    await gone.crash()
    const takenOver = until(async () => (await stand.onDuty()).length === 1, {
      what: 'one on duty',
      timeoutMs: 60_000,
    }).then(
      () => Date.now() - began,
      () => Infinity,
    )
    const scaled = true
    const back = await longestAbsence(began, theirs, bench)
    measure({
      what: 'its walls on the other',
      value: back,
      limit: WALLS_BACK_MS,
      unit: 'ms',
      scaled,
    })
    measure({ what: 'duty taken over', value: await takenOver, limit: TAKEN_OVER_MS, unit: 'ms', scaled })
    const wrong = await disturbed(began, healthy, bench)
    await until(() => left.chronicle.slice(said).includes('"server-gone"'), {
      what: 'the other to say so',
      timeoutMs: 30_000,
    }).catch(() => broken('the other never said that one was gone'))
    await gone.start()
    const healedAt = Date.now()
    for (const what of [...wrong, ...(await stand.toldWrongly())]) broken(what)
    return healedAt
  },
}
