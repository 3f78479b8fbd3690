/** The place in a queue, for a phone that holds a slip's code: told in a body, for addresses are kept in logs. */
import type { Request, Response, Router } from 'express'
import { slipCode, type OwnTicket } from '../../../schema/access/own-ticket.ts'
import { subnet } from '../../access/address.ts'
import { Refused } from '../../commands/refused.ts'
import { Allowance } from './allowance.ts'
import { jsonBody } from './body.ts'
import { read } from './sign-in.ts'

const SMALL_BODY_MAX = '1kb'
/** A hospital's phones are often behind one address: some hundreds of them, each of which asks every few seconds. */
const OF_ADDRESS = { burst: 300, perSecond: 100 } as const

export type FindsTicket = (code: string) => Promise<OwnTicket | undefined>

export function ownTicketRoute(api: Router, find: FindsTicket): void {
  const allowance = new Allowance(OF_ADDRESS)
  api.post('/token', jsonBody(SMALL_BODY_MAX), async (request: Request, response: Response) => {
    const wait_s = allowance.take(subnet(request.ip))
    if (wait_s > 0)
      throw new Refused('too-soon', `Too much is asked from here. Try again in ${wait_s} s.`, { wait_s })
    const { code } = read(slipCode, request)
    const ticket = await find(code)
    response.set('Cache-Control', 'no-store')
    // A wrong one costs no more than a right one: nobody guesses 256 bit, and who tries would shut out all behind their address.
    if (!ticket) throw new Refused('not-found', 'No slip of today has this code.')
    response.json({ ok: true, result: ticket })
  })
}
