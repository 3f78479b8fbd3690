/** F1: kill -9 of the server mid-burst; whoever looks after it starts it again at once. */
import type { Fault } from '../fault.ts'

export const serverKilled: Fault = {
  id: 'F1',
  what: 'server killed (-9), started again',
  kind: 'embedded',
  telling: true,
  endsServer: true,
  told: { log: ['ready'] },
  async strike({ bench: { server }, measure }) {
    await server.crash()
    measure({ what: 'listening again', value: await server.start(), limit: 3000, unit: 'ms', scaled: true })
    return Date.now()
  },
}
