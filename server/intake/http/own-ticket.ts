/** The place in a queue, for a phone that holds a slip's code: told in a body, for addresses are kept in logs. */
import type { Request, Response, Router } from 'express'
import { slipCode, type OwnTicket } from '../../../schema/access/own-ticket.ts'
import { Refused } from '../../commands/refused.ts'
import { Allowance } from './allowance.ts'
import { jsonBody } from './body.ts'
import { read } from './sign-in.ts'

const SMALL_BODY_MAX = '1kb'
/** A hospital's phones are often behind one address: some hundreds of them, each of which asks every few seconds. */
const OF_ADDRESS = { burst: 300, perSecond: 100 } as const
/** A code that opens nothing costs as much as so many that do. Nobody guesses 256 bit; nobody shall try all day either. */
const WRONG_COSTS = 20

export type FindsTicket = (code: string) => Promise<OwnTicket | undefined>

export function ownTicketRoute(api: Router, find: FindsTicket): void {
  const allowance = new Allowance(OF_ADDRESS)
  api.post('/token', jsonBody(SMALL_BODY_MAX), async (request: Request, response: Response) => {
    const address = request.ip ?? ''
    const wait_s = allowance.take(address)
    if (wait_s > 0)
      throw new Refused('too-soon', `Too much is asked from here. Try again in ${wait_s} s.`, { wait_s })
    const { code } = read(slipCode, request)
    const ticket = await find(code)
    response.set('Cache-Control', 'no-store')
    if (!ticket) {
      allowance.take(address, WRONG_COSTS)
      throw new Refused('not-found', 'No slip of today has this code.')
    }
    response.json({ ok: true, result: ticket })
  })
}
