/** A body as the API takes it: JSON in UTF-8, no longer and no deeper than anything it asks for. */
import express, { type RequestHandler } from 'express'
import { depth } from '../depth.ts'

/** A layout nests seven deep. */
const MAX_DEPTH = 32

/** @param limit "8mb"; what was sent compressed is measured as it is unpacked */
export const jsonBody = (limit: string): RequestHandler =>
  express.json({
    limit,
    strict: true,
    verify: (_request, _response, bytes, encoding) => {
      if (encoding !== 'utf-8') throw new Unreadable(415, `sent as ${encoding}`)
      // Brackets and quotes are the same bytes in both, and no letter of UTF-8 holds one.
      if (depth(bytes.toString('latin1')) > MAX_DEPTH)
        throw new Unreadable(400, `nested deeper than ${MAX_DEPTH}`)
    },
  })

class Unreadable extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}
