/** F19: the whole log of before is sent again, message by message, as an interface engine does after a restore. */
import { dial, codeOf } from '../../hl7/peer.ts'
import type { Fault } from '../fault.ts'
import { asking } from '../stored.ts'

const MESSAGES = { short: 50, usual: 200, long: 5000 } as const

export const yesterdayAgain: Fault = {
  id: 'F19',
  what: 'the log of before sent again',
  kind: 'embedded',
  async strike({ bench: { databaseUrl, wires }, length, broken, measure }) {
    const url = databaseUrl()
    const { rows } = await asking(url, (database) =>
      database.query<{ inbound_id: string; raw: Buffer }>(
        `select inbound_id, raw from inbound where application in ('EAST', 'WEST') and outcome = 'applied'
          order by inbound_id limit $1`,
        [MESSAGES[length]],
      ),
    )
    const acts = (): Promise<string> =>
      asking(url, (database) =>
        database.query<{ count: string }>('select count(*) from act where inbound_id = any($1)', [
          rows.map(({ inbound_id }) => inbound_id),
        ]),
      ).then((answer) => answer.rows[0]?.count ?? '')
    const before = await acts()
    const peer = await dial(wires.hl7.port)
    for (const { raw } of rows) {
      const code = codeOf(await peer.ask(raw))
      if (code !== 'AA') broken(`a message of before was answered with ${code ?? 'nothing'}`)
    }
    await peer.close()
    if ((await acts()) !== before) broken(`messages of before had ${await acts()} effects, were ${before}`)
    measure({ what: 'messages sent again', value: rows.length, limit: Infinity, unit: '' })
    return Date.now()
  },
}
