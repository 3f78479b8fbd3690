/** A generator for the bare floor: a Socket.IO client that says things to the bare server. Arguments: its address, how many things. */
import { once } from 'node:events'
import { io } from 'socket.io-client'
import { generate } from './generator.ts'

const [url = '', count = '0'] = process.argv.slice(2)
const socket = io(url, { transports: ['websocket'] })
await once(socket as unknown as NodeJS.EventEmitter, 'connect') // the browser's emitter has the same on/once
generate(
  Array.from({ length: Number(count) }, (_, nth) => `bed-${nth + 1}`),
  (thing, value, stamp) => {
    stamp()
    socket.emit('say', { thing, value })
  },
)
