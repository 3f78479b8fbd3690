/**
 * A generator that writes rows as psql or another system would: one transaction each, stamped right before its COMMIT.
 * Arguments: database, how many beds, and the statement: it gets the bed's code and whether it is on.
 */
import pg from 'pg'
import { generate } from './generator.ts'

const [url = '', count = '0', statement = ''] = process.argv.slice(2)
const client = new pg.Client({ connectionString: url, application_name: 'bench writer' })
await client.connect()
generate(
  Array.from({ length: Number(count) }, (_, nth) => `bed-${nth + 1}`),
  async (thing, value, stamp) => {
    await client.query('begin')
    await client.query(statement, [thing, value === 'on'])
    stamp()
    await client.query('commit')
  },
)
