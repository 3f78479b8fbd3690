/** A server that does nothing but be on the rota, for who wants to freeze one: says when it is on duty and when not. */
import { Rota } from '../../server/database/rota.ts'

const LOOK_MS = 5
const log = { info: () => undefined, warn: () => undefined }

const [, , url = '', letGoAfterMs] = process.argv
const rota = new Rota({ url, log, letGoAfterMs: Number(letGoAfterMs) })
await rota.start()
let said: boolean | undefined
setInterval(() => {
  if (rota.onDuty === said) return
  said = rota.onDuty
  process.stdout.write(said ? 'on duty\n' : 'off duty\n')
}, LOOK_MS)
