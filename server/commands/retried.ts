/** Transactions that Postgres gave up to let another one through. */
import pg from 'pg'

/** deadlock_detected, serialization_failure: nothing was done, and the same thing done again will do. */
const AGAIN = new Set(['40P01', '40001'])
const RETRIES = 2

/** Does it again, at most twice, when it lost against another transaction. Beds are locked in order, so that is rare. */
export async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let left = RETRIES; ; left--) {
    try {
      return await work()
    } catch (error) {
      if (left === 0 || !(error instanceof pg.DatabaseError) || !AGAIN.has(error.code ?? '')) throw error
    }
  }
}
