/** A question asked once, over HTTP: stories, searches, one message whole. */
import type { QueryName, QueryResult } from '../../schema/queries.ts'

export type Answer<Q extends QueryName> =
  { ok: true; result: QueryResult<Q> } | { ok: false; message: string; status: number }

/** `input` goes into the query string; left-out fields stay out. A network failure is an answer too (status 0). */
export async function ask<Q extends QueryName>(
  query: Q,
  input: Record<string, string | number> = {},
  signal?: AbortSignal,
): Promise<Answer<Q>> {
  const text = new URLSearchParams(Object.entries(input).map(([key, value]) => [key, String(value)]))
  try {
    const response = await fetch(`/api/${query}?${text}`, signal ? { signal } : {})
    const body = (await response.json()) as unknown
    if (!response.ok) return { ok: false, message: messageOf(body), status: response.status }
    return { ok: true, result: unwrapped(body) as QueryResult<Q> } // the server checks it against the same schema
  } catch (error) {
    return { ok: false, message: String(error), status: 0 }
  }
}

function unwrapped(body: unknown): unknown {
  const wrapped = typeof body === 'object' && body !== null && 'ok' in body && 'result' in body
  return wrapped ? body.result : body
}

function messageOf(body: unknown): string {
  return typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : ''
}
