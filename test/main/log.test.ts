/** Who reads the log slowly, or not at all, does not hold up the hospital. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'

/** Says far more than a pipe holds, then tells by another way that it is still there; and ends when it is told to. */
const TALKER = `
  const { openLog } = await import('./server/log.ts')
  const log = openLog('info')
  for (let n = 0; n < 20000; n++) log.info({ n }, 'hl7 message')
  setTimeout(() => process.stderr.write('still here'), 10)
  process.stdin.once('data', () => { log.info({}, 'the last line'); process.exit(0) })
`

test('a log nobody reads stops nothing; who comes later reads what was kept, and the last line', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', TALKER], {
    stdio: 'pipe',
  })
  const [heard] = (await once(child.stderr, 'data')) as [Buffer]
  expect(heard.toString()).toBe('still here')
  let output = ''
  child.stdout.on('data', (text: Buffer) => (output += text.toString()))
  child.stdin.write('end\n')
  await once(child, 'close')
  expect(output).toContain('"n":0,')
  expect(output).toContain('the last line')
}, 30_000)
