/** What a running server holds, asked from outside through Node's inspector: nothing is put into it to be measured. */
import { WebSocket } from 'ws'
import { until } from '../support/until.ts'
import type { Hospital } from '../journeys/hospital.ts'

/** Bytes on the heap and outside it, once garbage is gone. */
export async function heldBy(hospital: Hospital): Promise<number> {
  if (!ADDRESS.test(hospital.output)) process.kill(hospital.pid, 'SIGUSR1') // Node's own signal: open the inspector
  const address = await until(() => ADDRESS.exec(hospital.output)?.[0], { what: 'the inspector' })
  const socket = new WebSocket(address)
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  const ask = (method: string, params: object): Promise<string> =>
    new Promise((resolve) => {
      socket.once('message', (data: Buffer) => resolve(data.toString()))
      socket.send(JSON.stringify({ id: 1, method, params }))
    })
  try {
    await ask('HeapProfiler.collectGarbage', {})
    const expression = '(({ heapUsed, external }) => heapUsed + external)(process.memoryUsage())'
    const said = JSON.parse(await ask('Runtime.evaluate', { expression })) as {
      result: { result: { value: number } }
    } // Runtime.evaluate of a number
    return said.result.result.value
  } finally {
    socket.close()
  }
}

const ADDRESS = /ws:\/\/127\.0\.0\.1:\d+\/[0-9a-f-]+/
