/** The board as a server computes it that starts now, from nothing but the database. */
import type { OpenRequest } from '../../schema/wire.ts'
import { Feed } from '../../server/feed/feed.ts'
import { Picture } from '../../server/live/picture.ts'
import { hashOf, type Look } from './drivers/wall.ts'
import { Held } from '../live/screen-rule.ts'

export class Scratch {
  readonly #picture: Picture

  private constructor(picture: Picture) {
    this.#picture = picture
  }

  static async of(databaseUrl: string): Promise<Scratch> {
    const picture = new Picture()
    const nobody = { info: () => undefined, warn: () => undefined }
    const feed = new Feed({
      url: databaseUrl,
      log: nobody,
      listener: {
        pictured: (taken) => void picture.replace(taken),
        changed: () => undefined,
        reached: () => undefined,
        lost: () => undefined,
      },
    })
    await feed.start()
    await feed.stop()
    return new Scratch(picture)
  }

  /** All a wall is to show. */
  held(look: Look): Held {
    const request: OpenRequest = { board: 'beds', ...look }
    const answer = this.#picture.board(request)
    if (!answer.ok) throw new Error(answer.message)
    const held = new Held()
    held.opened(answer)
    return held
  }

  hash(look: Look): string {
    return hashOf(this.held(look).picture)
  }
}
