/** F23: the next version brings the schema on under load while servers of this one run; one even starts on it; then it is taken back. */
import { until } from '../../support/until.ts'
import { NEXT_VERSION } from '../../upgrade/next-version.ts'
import type { Fault } from '../fault.ts'
import { standOf } from '../stand-fleet.ts'
import { asking } from '../stored.ts'

/** What only the next version writes. */
const NEWS = [
  `update patient set preferred_name = 'Bee' where patient_id = (select max(patient_id) from patient)`,
  `insert into visitor (encounter_id, name) select max(encounter_id), 'An aunt' from encounter`,
]

export const schemaMovesOn: Fault = {
  id: 'F23',
  what: 'schema brought on under two servers, one started anew on it, and taken back',
  kind: 'fleet',
  endsServer: true,
  told: { readyz: 'draining', log: ['stopping', 'ready'] },
  async strike({ bench, random }) {
    const stand = standOf(bench)
    // A start that meets a deadlock ends, and is tried again.
    const whole = (statements: readonly string[]): Promise<unknown> =>
      until(
        () =>
          asking(stand.databaseUrl, (client) =>
            client.query(['begin', `set local lock_timeout = '3s'`, ...statements, 'commit'].join(';')),
          ),
        { what: 'the schema to be changed', timeoutMs: 60_000 },
      )
    await whole(NEXT_VERSION.map(({ does }) => does))
    await whole(NEWS)
    const anew = stand.servers[random() < 0.5 ? 0 : 1] ?? bench.server
    await stand.fleet.drain(anew)
    await stand.fleet.revive(anew)
    await whole(NEWS)
    await whole(NEXT_VERSION.map(({ undoes }) => undoes).reverse())
    return Date.now()
  },
}
