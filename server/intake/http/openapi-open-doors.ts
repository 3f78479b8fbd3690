/** In the description: the doors where nobody is signed in. */
import { z } from 'zod'
import type { ZodOpenApiPathsObject } from 'zod-openapi'
import { ownTicket, slipCode } from '../../../schema/access/own-ticket.ts'
import { keyAsked, notYet, pairingBegun, screenSize, waitingScreen } from '../../../schema/access/pairing.ts'
import { json, refused } from './openapi-answers.ts'

export function pairingPaths(): ZodOpenApiPathsObject {
  const tags = ['walls']
  return {
    '/api/walls/pairing': {
      post: {
        tags,
        summary:
          'A screen wants to be a wall: a code to show, and one to keep (RFC 8628); nobody is signed in there',
        requestBody: json(screenSize),
        responses: { 200: { description: 'It shows the user code.', ...json(pairingBegun) }, '4XX': refused },
      },
    },
    '/api/walls/key': {
      post: {
        tags,
        summary: 'It asks whether its code was typed; once it was, it is given its key, as a cookie',
        requestBody: json(keyAsked),
        responses: {
          200: { description: 'It is a wall.', ...json(z.object({ ok: z.literal(true) })) },
          400: { description: 'Not yet, or never (RFC 8628, 3.5).', ...json(z.object({ error: notYet })) },
        },
      },
    },
    '/api/walls/waiting': {
      post: {
        tags,
        summary: 'An administrator types the code: which screen shows it, and from where it asks',
        requestBody: json(z.object({ code: z.string() })),
        responses: {
          200: {
            description: 'Pair it or turn it away: walls/pair, walls/turn-away.',
            ...json(z.object({ ok: z.literal(true), result: waitingScreen })),
          },
          '4XX': refused,
        },
      },
    },
  }
}

export function ticketPath(): ZodOpenApiPathsObject {
  return {
    '/api/token': {
      post: {
        tags: ['clinics'],
        summary: 'The place in a queue, for a phone that holds a slip’s code; nobody is signed in there',
        requestBody: json(slipCode),
        responses: {
          200: {
            description: 'As it is now.',
            ...json(z.object({ ok: z.literal(true), result: ownTicket })),
          },
          '4XX': refused,
        },
      },
    },
  }
}
