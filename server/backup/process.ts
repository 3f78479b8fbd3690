/** The command `backup`, run by a server in a process of its own, last in line for the processor: screens come first. */
import { spawn } from 'node:child_process'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'

const COMMAND = fileURLToPath(new URL('./main.ts', import.meta.url))
const LAST_IN_LINE = 10

/**
 * @param args the options this server was started with: the same settings lead to the same database.
 * @returns what it said at its end. @throws what it said, when it failed or was stopped.
 */
export async function backUpInItsProcess(args: readonly string[], stop: AbortSignal): Promise<string> {
  const child = spawn(process.execPath, [...process.execArgv, COMMAND, 'backup', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: stop,
  })
  if (child.pid !== undefined) setPriority(child.pid, LAST_IN_LINE)
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => said.push(text.toString()))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const text = said.join('').trim()
  if (code !== 0) throw new Error(text === '' ? `it ended with ${String(code)}` : text)
  return text
}
